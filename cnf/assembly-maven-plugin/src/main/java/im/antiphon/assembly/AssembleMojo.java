// SPDX-License-Identifier: Apache-2.0
package im.antiphon.assembly;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import javax.inject.Inject;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.osgi.service.feature.ID;

/**
 * Lays out the distribution and packs it. The bundles are those that the feature files name; {@code lib} is what this
 * project depends on, with a folder for each program beside the server. Fails where two features disagree on a version, and where a bundle of the reactor is in no feature
 * and does not say {@code <antiphon.deployed>false</antiphon.deployed>}.
 */
@Mojo(
        name = "assemble",
        defaultPhase = LifecyclePhase.PACKAGE,
        requiresDependencyResolution = ResolutionScope.RUNTIME,
        threadSafe = true)
public final class AssembleMojo extends AbstractMojo {
    private static final String DEPLOYED = "antiphon.deployed";

    private final RepositorySystem repositories;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    /** The folder of the filtered feature files. */
    @Parameter(required = true)
    private File features;

    /** Copied as it is: {@code bin}, {@code conf}. */
    @Parameter(required = true)
    private File skeleton;

    /** The name of the laid out folder in {@code target}, and the start of the archive's name. */
    @Parameter(defaultValue = "antiphon")
    private String name;

    /** The artifact id of the parent that all bundles have. */
    @Parameter(defaultValue = "bundles")
    private String bundlesParent;

    /**
     * Programs beside the server: artifact ids of direct dependencies, each with the folder in {@code lib} that it and what it
     * needs go to instead. What two of them need is put where it was found first.
     */
    @Parameter
    private Map<String, String> programs = Map.of();

    @Parameter(defaultValue = "${project.build.outputTimestamp}", readonly = true, required = true)
    private String timestamp;

    @Inject
    public AssembleMojo(RepositorySystem repositories) {
        this.repositories = repositories;
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        try {
            FeatureSet set = FeatureSet.read(features.toPath());
            check(set);
            Path target = Path.of(project.getBuild().getDirectory());
            Layout layout = new Layout(target.resolve(name));
            layout.putTree(skeleton.toPath());
            for (Path file : set.files()) {
                layout.put(file, "features/" + file.getFileName());
            }
            for (ID id : set.bundles()) {
                layout.put(resolve(id), "bundles/" + FeatureSet.repositoryPath(id));
            }
            for (Artifact artifact : project.getArtifacts()) {
                layout.put(
                        artifact.getFile().toPath(),
                        folder(artifact) + artifact.getArtifactId() + '-' + artifact.getVersion() + ".jar");
            }
            layout.prune();
            Tarball.write(
                    layout,
                    name + '-' + project.getVersion(),
                    Instant.parse(timestamp),
                    target.resolve(name + '-' + project.getVersion() + ".tar.gz"));
            getLog().info(set.bundles().size() + " bundles of " + set.files().size() + " features in " + layout.root());
        } catch (IOException | ArtifactResolutionException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }

    private void check(FeatureSet set) throws MojoFailureException {
        if (!set.conflicts().isEmpty()) {
            throw new MojoFailureException("features disagree on versions: " + String.join("; ", set.conflicts()));
        }
        Collection<String> deployable = new TreeSet<>();
        for (MavenProject other : session.getAllProjects()) {
            MavenProject parent = other.getParent();
            if (parent != null
                    && parent.getArtifactId().equals(bundlesParent)
                    && !"false".equals(other.getProperties().getProperty(DEPLOYED))) {
                deployable.add(other.getGroupId() + ':' + other.getArtifactId());
            }
        }
        Collection<String> missing = set.missing(deployable);
        if (!missing.isEmpty()) {
            throw new MojoFailureException("in no file of features/: " + String.join(", ", missing)
                    + " (a module that is not deployed says <" + DEPLOYED + ">false</" + DEPLOYED + ">)");
        }
    }

    /** By the direct dependency that brings it: the second step of the trail, the first being this project. */
    private String folder(Artifact artifact) {
        String[] direct = artifact.getDependencyTrail().get(1).split(":", -1);
        String program = programs.get(direct[1]);
        return program == null ? "lib/" : "lib/" + program + '/';
    }

    private Path resolve(ID id) throws ArtifactResolutionException {
        DefaultArtifact artifact = new DefaultArtifact(
                id.getGroupId(),
                id.getArtifactId(),
                id.getClassifier().orElse(""),
                id.getType().orElse("jar"),
                id.getVersion());
        ArtifactRequest request = new ArtifactRequest(artifact, project.getRemoteProjectRepositories(), null);
        return repositories
                .resolveArtifact(session.getRepositorySession(), request)
                .getArtifact()
                .getFile()
                .toPath();
    }
}
