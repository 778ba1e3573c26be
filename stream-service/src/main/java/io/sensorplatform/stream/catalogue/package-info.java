/** What the archive holds, as tables: filled behind the archiver, complete in the end. */
@NullMarked
package io.sensorplatform.stream.catalogue;

import org.jspecify.annotations.NullMarked;
