/** What happens to requests while the database is away. */
@NullMarked
package io.sensorplatform.auth.store;

import org.jspecify.annotations.NullMarked;
