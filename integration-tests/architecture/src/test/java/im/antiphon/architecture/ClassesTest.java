// SPDX-License-Identifier: Apache-2.0
package im.antiphon.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.osgi.service.component.annotations.Component;

/** Names, and where components are. */
@AnalyzeClasses(packages = "im.antiphon", importOptions = ImportOption.DoNotIncludeTests.class)
final class ClassesTest {
    @ArchTest
    static final ArchRule componentsAreInternal = classes()
            .that()
            .areAnnotatedWith(Component.class)
            .should()
            .resideInAPackage("..internal")
            .because("a component is the thin adapter between OSGi and what works without it");

    @ArchTest
    static final ArchRule componentsHaveNoSubclasses = classes()
            .that()
            .areAnnotatedWith(Component.class)
            .should()
            .haveModifier(JavaModifier.FINAL)
            .because("an adapter that is extended has begun to be more than one");

    @ArchTest
    static final ArchRule fieldsAreNotNamedAfterNothingEither = fields().should()
            .haveNameNotMatching(".*(Impl|Utils?|Helper)")
            .because("whoever reads the code that uses it learns nothing from such a name");

    @ArchTest
    static final ArchRule namesSayWhatDiffers = classes()
            .should()
            .haveNameNotMatching(".*[.$]\\w*(Impl|Manager|Utils?|Helper|Base)")
            .because("such a name fits anything, and soon so does the class behind it");
}
