// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.rocksdb.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the PID im.antiphon.storage.rocksdb; for stores opened from then on. */
@ObjectClassDefinition(name = "Antiphon storage: rocksdb", description = "Records on the node's own disk.")
@interface RocksDbConfiguration {
    @AttributeDefinition(description = "Where the stores lie, a folder each; empty: data/storage under antiphon.home")
    String directory() default "";
}
