/** Problem documents (RFC 9457): the one catalogue of codes, and their form on the wire. */
@NullMarked
package io.sensorplatform.defaults.problem;

import org.jspecify.annotations.NullMarked;
