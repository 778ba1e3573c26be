package io.sensorplatform.defaults.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.sensorplatform.defaults.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Tokens that must not pass (RFC 8725, RFC 9068, RFC 6750), each with the code it is refused with;
 * for every verifier there is.
 */
public final class TokenAttacks {

  private static final String DEVICE = "attacker";

  private final TestIssuer issuer;
  private final TestIssuer attacker;
  private final RSAKey stolenName;
  private final List<Attack> all = new ArrayList<>();

  /**
   * @param authorization values of the Authorization headers
   * @param query what follows the path, with its question mark
   */
  public record Attack(
      String name, List<String> authorization, String query, ProblemCode expected) {

    @Override
    public String toString() {
      return name + ": " + expected.code();
    }
  }

  private TokenAttacks(TestIssuer issuer, TestIssuer attacker) {
    this.issuer = issuer;
    this.attacker = attacker;
    this.stolenName = new RSAKey.Builder(attacker.key()).keyID(issuer.key().getKeyID()).build();
  }

  /**
   * @param attacker whose keys nobody may ever fetch
   */
  public static List<Attack> all(TestIssuer issuer, TestIssuer attacker) {
    var attacks = new TokenAttacks(issuer, attacker);
    attacks.withoutSignature();
    attacks.withOtherAlgorithms();
    attacks.withKeysOfTheirOwn();
    attacks.withBentHeaders();
    attacks.withBentClaims();
    attacks.withBentText();
    attacks.inOtherPlaces();
    return List.copyOf(attacks.all);
  }

  private void withoutSignature() {
    String payload = good().split("\\.")[1];
    String signature = good().split("\\.")[2];
    for (String algorithm : List.of("none", "None", "NONE", "nOnE")) {
      String header = encoded("{\"alg\":\"" + algorithm + "\",\"typ\":\"at+jwt\"}");
      add("alg " + algorithm, header + '.' + payload + '.', ProblemCode.TOKEN_MALFORMED);
      add(
          "alg " + algorithm + " with a signature",
          header + '.' + payload + '.' + signature,
          ProblemCode.TOKEN_MALFORMED);
    }
    String known =
        encoded(
            "{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"" + issuer.key().getKeyID() + "\"}");
    add("alg none with a known key id", known + '.' + payload + '.', ProblemCode.TOKEN_MALFORMED);
    add("no signature", good().replaceAll("\\.[^.]*$", "."), ProblemCode.TOKEN_MALFORMED);
  }

  private void withOtherAlgorithms() {
    try {
      byte[] der = issuer.key().toRSAPublicKey().getEncoded();
      byte[] pem =
          ("-----BEGIN PUBLIC KEY-----\n" + Base64.encode(der) + "\n-----END PUBLIC KEY-----\n")
              .getBytes(StandardCharsets.US_ASCII);
      byte[] jwk = issuer.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
      for (byte[] secret : List.of(der, pem, jwk)) {
        add(
            "HS256 with the public key, " + secret.length + " bytes",
            sign(header(JWSAlgorithm.HS256).build(), new MACSigner(secret), claims()),
            ProblemCode.TOKEN_MALFORMED);
      }
      for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS384, JWSAlgorithm.PS256)) {
        add(
            algorithm + " with the right key",
            sign(header(algorithm).build(), new RSASSASigner(issuer.key()), claims()),
            ProblemCode.TOKEN_MALFORMED);
      }
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void withKeysOfTheirOwn() {
    forged("a key of their own", UnaryOperator.identity(), ProblemCode.TOKEN_KEY_UNKNOWN);
    forged(
        "an embedded jwk",
        header -> header.jwk(attacker.key().toPublicJWK()),
        ProblemCode.TOKEN_KEY_UNKNOWN);
    forged("a jku", header -> header.jwkURL(attacker.jwksUrl()), ProblemCode.TOKEN_KEY_UNKNOWN);
    forged(
        "an x5u", header -> header.x509CertURL(attacker.jwksUrl()), ProblemCode.TOKEN_KEY_UNKNOWN);
    forged(
        "an x5c",
        header -> header.x509CertChain(List.of(Base64.encode("certificate"))),
        ProblemCode.TOKEN_KEY_UNKNOWN);
    add(
        "a key of their own under a known id",
        TestIssuer.sign(stolenName, claims()),
        ProblemCode.TOKEN_SIGNATURE_INVALID);
    add(
        "an embedded jwk under a known id",
        sign(
            header(JWSAlgorithm.RS256).jwk(stolenName.toPublicJWK()).build(),
            signer(attacker.key()),
            claims()),
        ProblemCode.TOKEN_SIGNATURE_INVALID);
    for (String id :
        List.of(
            "../../../../dev/null",
            attacker.jwksUrl().toString(),
            "file:///etc/passwd",
            "' or '1'='1",
            "x\u0000y",
            "k".repeat(1_000))) {
      forged(
          "a key id such as " + id.substring(0, Math.min(20, id.length())).replace('\u0000', '0'),
          header -> header.keyID(id),
          ProblemCode.TOKEN_KEY_UNKNOWN);
    }
  }

  private void withBentHeaders() {
    bent("no key id", header -> header.keyID(null), ProblemCode.TOKEN_MALFORMED);
    bent("an empty key id", header -> header.keyID(""), ProblemCode.TOKEN_MALFORMED);
    bent(
        "a critical header parameter",
        header -> header.customParam("exp", 1).criticalParams(Set.of("exp")),
        ProblemCode.TOKEN_MALFORMED);
    bent(
        "an unencoded payload",
        header -> header.base64URLEncodePayload(false).criticalParams(Set.of("b64")),
        ProblemCode.TOKEN_MALFORMED);
    bent("no type", header -> header.type(null), ProblemCode.TOKEN_MALFORMED);
    for (String type : List.of("JWT", "dpop+jwt", "secevent+jwt", "logout+jwt")) {
      bent(
          "type " + type,
          header -> header.type(new JOSEObjectType(type)),
          ProblemCode.TOKEN_MALFORMED);
    }
  }

  private void withBentClaims() {
    Instant now = Instant.now();
    Date past = Date.from(now.minusSeconds(3_600));
    Date future = Date.from(now.plusSeconds(3_600));
    says("another issuer", c -> c.issuer("http://attacker"), ProblemCode.TOKEN_WRONG_ISSUER);
    says(
        "an issuer with a slash more",
        c -> c.issuer(issuer.issuer() + '/'),
        ProblemCode.TOKEN_WRONG_ISSUER);
    says("no issuer", c -> c.issuer(null), ProblemCode.TOKEN_WRONG_ISSUER);
    says("another audience", c -> c.audience("billing"), ProblemCode.TOKEN_WRONG_AUDIENCE);
    says("no audience", c -> c.audience((String) null), ProblemCode.TOKEN_WRONG_AUDIENCE);
    says(
        "an audience that only begins alike",
        c -> c.audience("sensor-platform-test"),
        ProblemCode.TOKEN_WRONG_AUDIENCE);
    says("expired", c -> c.expirationTime(past), ProblemCode.TOKEN_EXPIRED);
    says("no expiry", c -> c.expirationTime(null), ProblemCode.TOKEN_MALFORMED);
    says("not yet valid", c -> c.notBeforeTime(future), ProblemCode.TOKEN_NOT_YET_VALID);
    says("no time of issue", c -> c.issueTime(null), ProblemCode.TOKEN_MALFORMED);
    says("no subject", c -> c.subject(null), ProblemCode.TOKEN_MALFORMED);
    says("no tenant", c -> c.claim("tenant", null), ProblemCode.TOKEN_MALFORMED);
    says("a tenant with a path", c -> c.claim("tenant", "../a"), ProblemCode.TOKEN_MALFORMED);
    says(
        "an empty sensor prefix",
        c -> c.claim("sensors", List.of("")),
        ProblemCode.TOKEN_MALFORMED);
    says("a key that is no text", c -> c.claim("key", 7), ProblemCode.TOKEN_MALFORMED);
  }

  private void withBentText() {
    String[] parts = good().split("\\.");
    String other = sign(header(JWSAlgorithm.RS256).build(), signer(attacker.key()), claims());
    add(
        "another payload",
        parts[0] + '.' + other.split("\\.")[1] + '.' + parts[2],
        ProblemCode.TOKEN_SIGNATURE_INVALID);
    char first = parts[2].charAt(0) == 'A' ? 'B' : 'A';
    add(
        "a signature with a bit turned",
        parts[0] + '.' + parts[1] + '.' + first + parts[2].substring(1),
        ProblemCode.TOKEN_SIGNATURE_INVALID);
    add(
        "a signature cut off",
        good().substring(0, good().length() - 10),
        ProblemCode.TOKEN_SIGNATURE_INVALID);
    add("two parts", parts[0] + '.' + parts[1], ProblemCode.TOKEN_MALFORMED);
    add("five parts, as if encrypted", good() + ".a.b", ProblemCode.TOKEN_MALFORMED);
    add("a header that is no JSON", encoded("nonsense") + ".e30.e30", ProblemCode.TOKEN_MALFORMED);
    add("a payload that is no JSON", signedText("nonsense"), ProblemCode.TOKEN_MALFORMED);
    add("no JWT", "nonsense", ProblemCode.TOKEN_MALFORMED);
    add("two tokens in one", good() + ' ' + good(), ProblemCode.TOKEN_MALFORMED);
    add("9,000 characters", "a".repeat(9_000), ProblemCode.TOKEN_MALFORMED);
  }

  private void inOtherPlaces() {
    String good = "Bearer " + good();
    raw("no token", List.of(), "", ProblemCode.TOKEN_MISSING);
    raw("in the query", List.of(), "?access_token=" + good(), ProblemCode.TOKEN_MISSING);
    raw("another scheme", List.of("Basic " + good()), "", ProblemCode.TOKEN_MISSING);
    raw("an empty one", List.of("Bearer "), "", ProblemCode.TOKEN_MISSING);
    raw("two headers", List.of(good, good), "", ProblemCode.TOKEN_MALFORMED);
    raw("a good one and a bad one", List.of(good, "Bearer x"), "", ProblemCode.TOKEN_MALFORMED);
    raw("two in one header", List.of(good + ", " + good), "", ProblemCode.TOKEN_MALFORMED);
  }

  /** Signed by the attacker, with a header to their liking. */
  private void forged(String name, UnaryOperator<JWSHeader.Builder> bend, ProblemCode expected) {
    var header = header(JWSAlgorithm.RS256).keyID("attackers");
    add(name, sign(bend.apply(header).build(), signer(attacker.key()), claims()), expected);
  }

  /** Signed with the right key, with another header. */
  private void bent(String name, UnaryOperator<JWSHeader.Builder> bend, ProblemCode expected) {
    var header = header(JWSAlgorithm.RS256);
    add(name, sign(bend.apply(header).build(), signer(issuer.key()), claims()), expected);
  }

  private void says(String name, Consumer<JWTClaimsSet.Builder> bend, ProblemCode expected) {
    add(name, issuer.token(DEVICE, "t", List.of("a"), bend), expected);
  }

  private void add(String name, String token, ProblemCode expected) {
    raw(name, List.of("Bearer " + token), "", expected);
  }

  private void raw(String name, List<String> headers, String query, ProblemCode expected) {
    all.add(new Attack(name, headers, query, expected));
  }

  private JWTClaimsSet claims() {
    return issuer
        .claims(DEVICE, "t", List.of("a"))
        .claim("scope", "readings:write operations platform:admin")
        .build();
  }

  private String good() {
    return TestIssuer.sign(issuer.key(), claims());
  }

  private JWSHeader.Builder header(JWSAlgorithm algorithm) {
    return new JWSHeader.Builder(algorithm)
        .type(new JOSEObjectType("at+jwt"))
        .keyID(issuer.key().getKeyID());
  }

  private String signedText(String payload) {
    try {
      var text =
          new com.nimbusds.jose.JWSObject(
              header(JWSAlgorithm.RS256).build(), new com.nimbusds.jose.Payload(payload));
      text.sign(signer(issuer.key()));
      return text.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JWSSigner signer(RSAKey key) {
    try {
      return new RSASSASigner(key);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sign(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) {
    try {
      var jwt = new SignedJWT(header, claims);
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String json) {
    return java.util.Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
