/** What was revoked: told by auth-service through Kafka, known to every verifier of tokens. */
@NullMarked
package io.sensorplatform.defaults.revocation;

import org.jspecify.annotations.NullMarked;
