package io.sensorplatform.auth.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The signing keys of the database, where their private halves are encrypted. */
@Component
class SigningKeyStore {

  private static final int RSA_BITS = 2048;

  /** Any number, the same in every instance: of the lock that whoever changes keys holds. */
  private static final long LOCK = 0x7369676e6b657973L;

  private final JdbcClient jdbc;
  private final KeyBox box;

  SigningKeyStore(JdbcClient jdbc, KeyBox box) {
    this.jdbc = jdbc;
    this.box = box;
  }

  enum State {
    /** Published, does not sign yet. */
    NEXT,
    ACTIVE,
    /** Signs no more, still verifies. */
    RETIRED
  }

  /**
   * @param signsFrom since or, of the next one, from when on it signs at the earliest
   * @param verifiesUntil null: not known yet
   */
  record Listed(
      String kid,
      State state,
      Instant createdAt,
      Instant signsFrom,
      @Nullable Instant verifiesUntil) {

    static Listed of(ResultSet row) throws SQLException {
      Timestamp end = row.getTimestamp("not_after");
      return new Listed(
          row.getString("kid"),
          State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
          row.getTimestamp("created_at").toInstant(),
          row.getTimestamp("not_before").toInstant(),
          end == null ? null : end.toInstant());
    }
  }

  /** Keeps others from changing keys until the end of the transaction. */
  void lock() {
    jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query((row, number) -> 0).single();
  }

  /** Oldest first. */
  List<Listed> list() {
    return jdbc.sql(
            """
            select kid, state, created_at, not_before, not_after from signing_key
            order by created_at, kid
            """)
        .query((row, number) -> Listed.of(row))
        .list();
  }

  Optional<String> activeId() {
    return jdbc.sql("select kid from signing_key where state = 'active'")
        .query(String.class)
        .optional();
  }

  Optional<RSAKey> active() {
    return jdbc.sql("select kid, encrypted_jwk from signing_key where state = 'active'")
        .query((row, number) -> open(row.getString("kid"), row.getBytes("encrypted_jwk")))
        .optional();
  }

  /** The public halves of all that tokens may be signed with. */
  List<JWK> published(Instant now) {
    return List.copyOf(
        jdbc.sql(
                """
                select public_jwk from signing_key
                where not_after is null or not_after > ? order by created_at, kid
                """)
            .param(Timestamp.from(now))
            .query((row, number) -> parse(row.getString("public_jwk")))
            .list());
  }

  /** The first key; false if another instance was faster: the unique index lets one win. */
  boolean addFirst(RSAKey key, Instant now) {
    return insert(key, State.ACTIVE, now, now) > 0;
  }

  void addNext(RSAKey key, Instant now, Instant signsFrom) {
    insert(key, State.NEXT, now, signsFrom);
  }

  private int insert(RSAKey key, State state, Instant now, Instant signsFrom) {
    return jdbc.sql(
            """
            insert into signing_key
              (kid, state, public_jwk, encrypted_jwk, not_before, created_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (state) where state = 'active' do nothing
            """)
        .params(
            key.getKeyID(),
            state.name().toLowerCase(Locale.ROOT),
            key.toPublicJWK().toJSONString(),
            box.close(key.toJSONString().getBytes(StandardCharsets.UTF_8), key.getKeyID()),
            Timestamp.from(signsFrom),
            Timestamp.from(now))
        .update();
  }

  /** Lets the next key sign; the one before verifies until then. */
  void activate(String next, Instant now, Instant verifiesUntil) {
    jdbc.sql("update signing_key set state = 'retired', not_after = ? where state = 'active'")
        .param(Timestamp.from(verifiesUntil))
        .update();
    jdbc.sql("update signing_key set state = 'active', not_before = ? where kid = ?")
        .params(Timestamp.from(now), next)
        .update();
  }

  void delete(String kid) {
    jdbc.sql("delete from signing_key where kid = ?").param(kid).update();
  }

  static RSAKey generate() {
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
          "the signing key %s in the database cannot be decrypted with platform.auth.key-encryption: it is not what the key was encrypted with"
              .formatted(kid),
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
