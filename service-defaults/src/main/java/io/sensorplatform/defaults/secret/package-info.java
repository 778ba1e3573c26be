/** Settings that are secrets: where they are read from, and how they are kept out of sight. */
@NullMarked
package io.sensorplatform.defaults.secret;

import org.jspecify.annotations.NullMarked;
