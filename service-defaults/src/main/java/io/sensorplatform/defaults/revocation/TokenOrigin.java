package io.sensorplatform.defaults.revocation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a token comes from: what can be revoked to end it.
 *
 * @param signingKey id of the key that signed it
 * @param subject client id of a device, or name of an operator
 * @param apiKey public id of the API key that it was got with; null: of no device
 * @param session the sign-in that it was got by; null: of no operator
 * @param generation version of the device or operator that it speaks of
 * @param issuedAt in whole seconds, by the clock of whoever signed it
 */
public record TokenOrigin(
    String signingKey,
    String subject,
    @Nullable String apiKey,
    @Nullable String session,
    long generation,
    Instant issuedAt) {}
