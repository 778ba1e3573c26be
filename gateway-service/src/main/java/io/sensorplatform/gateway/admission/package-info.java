/**
 * How much work a service is given at a time, who waits for it, and who is sent away before it is
 * too late. Knows no HTTP server. See docs/decisions/0027-admission-by-time.md.
 */
@NullMarked
package io.sensorplatform.gateway.admission;

import org.jspecify.annotations.NullMarked;
