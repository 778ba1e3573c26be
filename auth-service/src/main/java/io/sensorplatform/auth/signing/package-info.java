/** The keys that sign access tokens, kept encrypted in the database. */
@NullMarked
package io.sensorplatform.auth.signing;

import org.jspecify.annotations.NullMarked;
