// SPDX-License-Identifier: Apache-2.0
package im.antiphon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** What a package says of itself, and what it offers to other bundles. */
@AnalyzeClasses(packages = "im.antiphon", importOptions = ImportOption.DoNotIncludeTests.class)
final class PackagesTest {
    @ArchTest
    void everyPackageIsNullMarkedBecauseNullAwayLooksNowhereElse(JavaClasses classes) {
        TreeSet<String> unmarked = new TreeSet<>();
        for (JavaClass each : classes) {
            if (!each.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(each.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @ArchTest
    void everyExportedPackageIsExportedOnceBecauseTwoCopiesOfAClassAreTwoClasses(JavaClasses classes) {
        Map<String, String> exporters = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        for (BundleManifest bundle : BundleManifest.all()) {
            for (String exported : bundle.exports().keySet()) {
                String other = exporters.put(exported, bundle.name());
                if (other != null) {
                    twice.add(exported + " is exported by " + other + " and " + bundle);
                }
                if (!bundle.owns(exported)) {
                    twice.add(exported + " belongs to another bundle than " + bundle);
                }
            }
        }
        assertThat(exporters).containsKeys("im.antiphon.api.media", "im.antiphon.rtp");
        assertThat(twice).isEmpty();
    }

    @ArchTest
    void everyExportedPackageHasItsOwnVersionBecauseThatIsWhatImportersAreResolvedBy(JavaClasses classes) {
        List<String> unversioned = new ArrayList<>();
        for (BundleManifest bundle : BundleManifest.all()) {
            bundle.exports().forEach((exported, version) -> {
                if (!version.matches("\\d+\\.\\d+\\.\\d+")) {
                    unversioned.add(bundle + " exports " + exported + " as \"" + version + "\"");
                }
            });
        }
        assertThat(unversioned).isEmpty();
    }

    @ArchTest
    void everyExportedInterfaceSaysWhoImplementsItBecauseTheRangeOfAnImportDependsOnIt(JavaClasses classes) {
        TreeSet<String> exported = new TreeSet<>();
        BundleManifest.all().forEach(bundle -> exported.addAll(bundle.exports().keySet()));
        TreeSet<String> silent = new TreeSet<>();
        for (JavaClass each : classes) {
            if (each.isInterface()
                    && !each.isAnnotation()
                    && each.getModifiers().contains(JavaModifier.PUBLIC)
                    && exported.contains(each.getPackageName())
                    && each.isAnnotatedWith(ConsumerType.class) == each.isAnnotatedWith(ProviderType.class)) {
                silent.add(each.getName());
            }
        }
        assertThat(silent)
                .describedAs("@ConsumerType where plugins implement it, @ProviderType where the core does")
                .isEmpty();
    }

    @ArchTest
    void noInternalPackageIsExportedBecauseNobodyMayKnowIt(JavaClasses classes) {
        for (BundleManifest bundle : BundleManifest.all()) {
            assertThat(bundle.exports().keySet())
                    .describedAs(bundle.name())
                    .noneMatch(exported -> exported.contains(".internal"));
        }
    }
}
