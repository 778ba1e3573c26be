/** What was done and what was refused: written down for good, asked for, verified. */
@NullMarked
package io.sensorplatform.auth.audit;

import org.jspecify.annotations.NullMarked;
