/** What the verifiers of tokens have to be told. */
@NullMarked
package io.sensorplatform.auth.revocation;

import org.jspecify.annotations.NullMarked;
