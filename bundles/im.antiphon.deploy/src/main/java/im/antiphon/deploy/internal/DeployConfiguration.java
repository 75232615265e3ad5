// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of PID {@value PluginDeployerComponent#PID}; hot: it holds for what comes from then on. */
@ObjectClassDefinition(
        name = "Antiphon plugin deployer",
        description = "What a plugin has to be like to be installed, and how many former versions are kept.")
@interface DeployConfiguration {
    @AttributeDefinition(
            description = "What becomes of a plugin that is not signed with a trusted certificate: off: signatures are"
                    + " not looked at; warn: it is installed, and the log says so; require: it is refused.",
            options = {@Option("off"), @Option("warn"), @Option("require")})
    String signatures() default "warn";

    @AttributeDefinition(
            description = "Folder with the trusted certificates (.pem, .crt, .cer); relative to the home. Read at each"
                    + " check.")
    String trusted() default "conf/trusted";

    @AttributeDefinition(description = "So large may a plugin's file be, bytes.", min = "1")
    long maximum_bytes() default 64L << 20;

    @AttributeDefinition(description = "So large may a plugin be unpacked, bytes.", min = "1")
    long maximum_unpacked_bytes() default 256L << 20;

    @AttributeDefinition(description = "So many entries may a plugin's jar have.", min = "1")
    int maximum_entries() default 20_000;

    @AttributeDefinition(
            description = "So many former versions of a plugin stay installed, to roll back to.",
            min = "0")
    int former_versions() default 2;

    @AttributeDefinition(
            description =
                    "Between two looks at the folder while it changes, and always where changes are not told, ms.",
            min = "10")
    long poll_millis() default 200;

    @AttributeDefinition(description = "So long may a plugin take to start, ms.", min = "100")
    long start_timeout_millis() default 10_000;
}
