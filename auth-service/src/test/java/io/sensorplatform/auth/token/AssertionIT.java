package io.sensorplatform.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AssertionIT {

  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private static ECKey ec;
  private static RSAKey rsa;

  private final AuthServer server = SHARED.get();

  @BeforeAll
  static void keys() throws Exception {
    ec = new ECKeyGenerator(Curve.P_256).generate();
    rsa = new RSAKeyGenerator(2048).generate();
  }

  @Test
  void aDeviceGetsATokenWithWhatItSigned() throws Exception {
    NewDevice device = SHARED.device("plant1/");
    String ecId = register(device, ec);
    String rsaId = register(device, rsa);

    for (String assertion :
        List.of(
            sign(claims(device).build(), JWSAlgorithm.ES256, ecId, new ECDSASigner(ec)),
            sign(claims(device).build(), JWSAlgorithm.RS256, rsaId, new RSASSASigner(rsa)),
            sign(claims(device).build(), JWSAlgorithm.PS256, rsaId, new RSASSASigner(rsa)),
            // Without the key's id any key of the device may be the one.
            sign(claims(device).build(), JWSAlgorithm.ES256, null, new ECDSASigner(ec)),
            sign(
                claims(device).audience(AuthServer.ISSUER + "/oauth2/token").build(),
                JWSAlgorithm.ES256,
                ecId,
                new ECDSASigner(ec)))) {
      Answer answer = token(assertion);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      SignedJWT token = SignedJWT.parse(answer.json().path("access_token").asString());
      assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo(device.clientId());
      assertThat(token.getJWTClaimsSet().getStringListClaim("sensors")).containsExactly("plant1/");
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(key(device, ecId).path("lastUsedAt").isNull()).isFalse());
    assertThat(key(device, ecId).path("kind").asString()).isEqualTo("public-key");
    assertThat(key(device, device.keyId()).path("kind").asString()).isEqualTo("api-key");
    assertThat(server.get("/.well-known/openid-configuration").text()).contains("private_key_jwt");
  }

  @Test
  void anAssertionIsGoodOnce() throws Exception {
    NewDevice device = SHARED.device("a");
    String id = register(device, ec);
    String assertion = sign(claims(device).build(), JWSAlgorithm.ES256, id, new ECDSASigner(ec));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var attempts =
          threads.invokeAll(
              java.util.Collections.nCopies(
                  20, (Callable<Integer>) () -> token(assertion).status()));
      int good = 0;
      for (var attempt : attempts) {
        assertThat(attempt.get()).isIn(200, 401);
        good += attempt.get() == 200 ? 1 : 0;
      }
      assertThat(good).isEqualTo(1);
    }
    refused(token(assertion), "assertion-replayed");
  }

  @Test
  void whatIsNotExactlyRightIsRefusedAndSaysNotWhy() throws Exception {
    NewDevice device = SHARED.device("a");
    String id = register(device, ec);
    String rsaId = register(device, rsa);
    Date now = new Date();

    refusedClaims(device, id, "malformed-assertion", claims -> claims.issuer("dev_other"));
    refusedClaims(device, id, "malformed-assertion", claims -> claims.jwtID(null));
    refusedClaims(device, id, "malformed-assertion", claims -> claims.jwtID("x".repeat(257)));
    refusedClaims(device, id, "malformed-assertion", claims -> claims.expirationTime(null));
    refusedClaims(device, id, "wrong-audience", claims -> claims.audience("https://elsewhere"));
    refusedClaims(device, id, "wrong-audience", claims -> claims.audience((String) null));
    refusedClaims(
        device,
        id,
        "wrong-audience",
        claims -> claims.audience(List.of(AuthServer.ISSUER, "https://elsewhere")));
    refusedClaims(
        device,
        id,
        "assertion-expired",
        claims -> claims.expirationTime(new Date(now.getTime() - 120_000)));
    refusedClaims(
        device,
        id,
        "assertion-expired",
        claims -> claims.expirationTime(new Date(now.getTime() + 3_600_000)));
    refusedClaims(
        device,
        id,
        "assertion-expired",
        claims -> claims.notBeforeTime(new Date(now.getTime() + 240_000)));

    ECKey other = new ECKeyGenerator(Curve.P_256).generate();
    refused(
        token(sign(claims(device).build(), JWSAlgorithm.ES256, id, new ECDSASigner(other))),
        "wrong-secret");
    // Signed with one key under the other's name.
    refused(
        token(sign(claims(device).build(), JWSAlgorithm.ES256, rsaId, new ECDSASigner(ec))),
        "wrong-secret");
    // HS256 with the public key, which everybody may know.
    refused(
        token(
            sign(
                claims(device).build(),
                JWSAlgorithm.HS256,
                id,
                new MACSigner(ec.toPublicJWK().toJSONString().getBytes()))),
        "wrong-secret");
    refused(token(new PlainJWT(claims(device).build()).serialize()), "malformed-assertion");
    String good = sign(claims(device).build(), JWSAlgorithm.ES256, id, new ECDSASigner(ec));
    refused(token(good.substring(0, good.length() - 4) + "AAAA"), "wrong-secret");
    refused(token(good.substring(0, good.lastIndexOf('.') + 1)), "malformed-assertion");
    refused(token("x"), "malformed-assertion");
    refused(token("a.b.c"), "malformed-assertion");
    refused(token("x".repeat(20_000)), "malformed-assertion");
    refused(
        token(sign(claims(device).build(), JWSAlgorithm.ES256, "../../etc", new ECDSASigner(ec))),
        "malformed-assertion");
    refused(
        token(
            sign(claims(device).build(), JWSAlgorithm.ES256, "abcdefghijkl", new ECDSASigner(ec))),
        "unknown-key");
    // An API key's id is no public key.
    refused(
        token(
            sign(claims(device).build(), JWSAlgorithm.ES256, device.keyId(), new ECDSASigner(ec))),
        "unknown-key");
    // The key of one device is none of another's.
    NewDevice another = SHARED.device("b");
    refused(
        token(sign(claims(another).build(), JWSAlgorithm.ES256, id, new ECDSASigner(ec))),
        "unknown-key");
    Map<String, String> form = form(good);
    form.put("client_id", another.clientId());
    refused(server.token(form), "other-device");
    // What was refused did not use it up.
    assertThat(token(good).status()).isEqualTo(200);
  }

  @Test
  void aKeyPairEndsAsAnApiKeyDoes() throws Exception {
    NewDevice device = SHARED.device("a");
    String id = register(device, ec);
    AuthServer.sql("update device_key set expires_at = now() where key_id = '%s'".formatted(id));
    refused(tokenOf(device, id), "key-expired");
    AuthServer.sql(
        "update device_key set expires_at = now() + interval '1 day' where key_id = '%s'"
            .formatted(id));
    assertThat(tokenOf(device, id).status()).isEqualTo(200);

    server.patch("/v1/devices/" + device.clientId(), SHARED.operator(), "*", "{\"disabled\":true}");
    refused(tokenOf(device, id), "device-disabled");
    server.patch(
        "/v1/devices/" + device.clientId(), SHARED.operator(), "*", "{\"disabled\":false}");
    assertThat(
            server
                .delete(
                    "/v1/devices/%s/keys/%s".formatted(device.clientId(), id), SHARED.operator())
                .status())
        .isEqualTo(204);
    refused(tokenOf(device, id), "key-revoked");
  }

  @Test
  void twoWaysToSayWhoOneIsAreRefused() throws Exception {
    NewDevice device = SHARED.device("a");
    String id = register(device, ec);
    String assertion = sign(claims(device).build(), JWSAlgorithm.ES256, id, new ECDSASigner(ec));
    assertThat(server.token(device.clientId(), device.apiKey(), form(assertion)).status())
        .isEqualTo(400);
    Map<String, String> both = form(assertion);
    both.put("client_secret", device.apiKey());
    assertThat(server.token(both).status()).isEqualTo(400);
    Map<String, String> otherType = form(assertion);
    otherType.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2");
    assertThat(server.token(otherType).status()).isEqualTo(400);
  }

  @Test
  void onlyGoodPublicKeysAreTaken() throws Exception {
    NewDevice device = SHARED.device("a");
    for (String jwk :
        List.of(
            ec.toJSONString(),
            rsa.toJSONString(),
            new RSAKeyGenerator(1024, true).generate().toPublicJWK().toJSONString(),
            new ECKeyGenerator(Curve.P_384).generate().toPublicJWK().toJSONString(),
            "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
            "{\"kty\":\"RSA\",\"n\":\"AA\",\"e\":\"AQAB\"}",
            "{\"kty\":\"RSA\"}",
            "{}",
            "{\"kty\":7}")) {
      Answer answer = post(device, jwk);
      assertThat(answer.status()).as(jwk + answer.text()).isEqualTo(422);
      assertThat(answer.code()).isEqualTo("request-invalid");
    }
    // Of what stands beside the key nothing is kept.
    Map<String, Object> more = new HashMap<>(ec.toPublicJWK().toJSONObject());
    more.put("x5u", "https://elsewhere/");
    more.put("kid", "../x");
    Answer answer = post(device, AuthServer.JSON.writeValueAsString(more));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.json().has("apiKey")).isFalse();
    assertThat(AuthServer.query("select public_jwk from device_key where public_jwk is not null"))
        .last()
        .asString()
        .doesNotContain("elsewhere", "kid");
  }

  private String register(NewDevice device, JWK key) {
    Answer answer = post(device, key.toPublicJWK().toJSONString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.json().path("kind").asString()).isEqualTo("public-key");
    return answer.json().path("keyId").asString();
  }

  private Answer post(NewDevice device, String jwk) {
    return server.post(
        "/v1/devices/" + device.clientId() + "/keys",
        SHARED.operator(),
        "{\"publicKey\":" + jwk + "}");
  }

  private tools.jackson.databind.JsonNode key(NewDevice device, String keyId) {
    for (var key :
        server
            .get("/v1/devices/" + device.clientId() + "/keys", SHARED.operator())
            .json()
            .path("items")) {
      if (key.path("keyId").asString().equals(keyId)) {
        return key;
      }
    }
    throw new AssertionError("no key " + keyId);
  }

  private Answer tokenOf(NewDevice device, String keyId) throws Exception {
    return token(sign(claims(device).build(), JWSAlgorithm.ES256, keyId, new ECDSASigner(ec)));
  }

  private void refusedClaims(
      NewDevice device, String keyId, String reason, Consumer<JWTClaimsSet.Builder> change)
      throws Exception {
    JWTClaimsSet.Builder claims = claims(device);
    change.accept(claims);
    refused(token(sign(claims.build(), JWSAlgorithm.ES256, keyId, new ECDSASigner(ec))), reason);
  }

  /** The reason stands in a metric only. */
  private void refused(Answer answer, String reason) {
    assertThat(answer.status()).as(reason + " " + answer.text()).isEqualTo(401);
    assertThat(answer.text()).isEqualTo("{\"error\":\"invalid_client\"}");
    assertThat(
            server
                .bean(MeterRegistry.class)
                .get("sensor.auth.tokens.refused")
                .tag("reason", reason)
                .counter()
                .count())
        .isPositive();
  }

  private Answer token(String assertion) {
    return server.token(form(assertion));
  }

  private static Map<String, String> form(String assertion) {
    return new HashMap<>(
        Map.of(
            "grant_type", "client_credentials",
            "client_assertion_type", TYPE,
            "client_assertion", assertion));
  }

  private static JWTClaimsSet.Builder claims(NewDevice device) {
    return new JWTClaimsSet.Builder()
        .issuer(device.clientId())
        .subject(device.clientId())
        .audience(AuthServer.ISSUER)
        .jwtID(UUID.randomUUID().toString())
        .issueTime(Date.from(Instant.now()))
        .expirationTime(Date.from(Instant.now().plusSeconds(120)));
  }

  private static String sign(
      JWTClaimsSet claims, JWSAlgorithm algorithm, String keyId, JWSSigner signer)
      throws Exception {
    var jwt =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(keyId).build(), claims);
    jwt.sign(signer);
    return jwt.serialize();
  }
}
