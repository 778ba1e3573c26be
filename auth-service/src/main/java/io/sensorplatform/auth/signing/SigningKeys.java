package io.sensorplatform.auth.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.sensorplatform.auth.AuthSettings;
import io.sensorplatform.auth.SecretFile;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The signing keys of the database, read once at start; the first instance ever makes the first
 * one. As a source it gives the public halves only: those are published and verified with, while
 * the private half of the active key never leaves this package.
 */
@Component
final class SigningKeys implements JWKSource<SecurityContext> {

  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

  private static final int RSA_BITS = 2048;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final KeyBox box;
  private final AuthSettings settings;
  private final RSAKey active;
  private final JWKSet published;

  SigningKeys(JdbcClient jdbc, Clock clock, SecureRandom random, AuthSettings settings) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.settings = settings;
    this.box = new KeyBox(SecretFile.key(settings.keyEncryptionFile()), random);
    this.active = findActive().orElseGet(this::createActive);
    this.published = new JWKSet(findPublished());
  }

  /** The key that signs, with its private half. */
  RSAKey active() {
    return active;
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    return selector.select(published);
  }

  private Optional<RSAKey> findActive() {
    return jdbc.sql("select kid, encrypted_jwk from signing_key where state = 'active'")
        .query((row, number) -> open(row.getString("kid"), row.getBytes("encrypted_jwk")))
        .optional();
  }

  private List<JWK> findPublished() {
    return List.copyOf(
        jdbc.sql(
                """
                select public_jwk from signing_key
                where not_after is null or not_after > ? order by not_before, kid
                """)
            .param(Timestamp.from(clock.instant()))
            .query((row, number) -> parse(row.getString("public_jwk")))
            .list());
  }

  /** Several instances may come here at once: the unique index lets one key win, for all. */
  private RSAKey createActive() {
    RSAKey fresh = generate();
    var now = Timestamp.from(clock.instant());
    int created =
        jdbc.sql(
                """
                insert into signing_key
                  (kid, state, public_jwk, encrypted_jwk, not_before, created_at)
                values (?, 'active', ?, ?, ?, ?)
                on conflict (state) where state = 'active' do nothing
                """)
            .params(
                fresh.getKeyID(),
                fresh.toPublicJWK().toJSONString(),
                box.close(fresh.toJSONString().getBytes(StandardCharsets.UTF_8), fresh.getKeyID()),
                now,
                now)
            .update();
    if (created > 0) {
      log.info("Created the signing key {}", fresh.getKeyID());
      return fresh;
    }
    return findActive().orElseThrow(() -> new IllegalStateException("no active signing key"));
  }

  private static RSAKey generate() {
    try {
      return new RSAKeyGenerator(RSA_BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  /** A key that cannot be read stops the start: a new one in its place would end all tokens. */
  private RSAKey open(String kid, byte[] encrypted) {
    try {
      return parse(new String(box.open(encrypted, kid), StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "the signing key %s in the database cannot be decrypted with platform.auth.key-encryption-file (%s): it is not the file that the key was encrypted with"
              .formatted(kid, settings.keyEncryptionFile()),
          e);
    }
  }

  private static RSAKey parse(String json) {
    try {
      return RSAKey.parse(json);
    } catch (ParseException e) {
      // Without the cause, which may quote the key.
      throw new IllegalStateException("a signing key in the database is not an RSA key");
    }
  }
}
