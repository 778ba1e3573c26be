/** Events on their way to webhooks: kept, signed, sent, and sent again. */
@NullMarked
package io.sensorplatform.auth.delivery;

import org.jspecify.annotations.NullMarked;
