// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.memory.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the PID im.antiphon.storage.memory; for stores opened from then on. */
@ObjectClassDefinition(name = "Antiphon storage: memory", description = "Records in the heap.")
@interface InMemoryStoreConfiguration {
    @AttributeDefinition(description = "What the records of one store may take, bytes; a write beyond it is refused.")
    long capacity_bytes() default 256L << 20;
}
