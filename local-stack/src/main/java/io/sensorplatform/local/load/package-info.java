/** Load tests: runs k6 against a platform, then counts what it was told is kept. */
@NullMarked
package io.sensorplatform.local.load;

import org.jspecify.annotations.NullMarked;
