/** Operators: people who sign in with a password, and where they do it. */
@NullMarked
package io.sensorplatform.auth.operator;

import org.jspecify.annotations.NullMarked;
