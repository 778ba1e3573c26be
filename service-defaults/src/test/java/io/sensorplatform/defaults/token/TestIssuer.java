package io.sensorplatform.defaults.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An issuer of real tokens, whose keys are published over real HTTP; for tests of any service. */
public final class TestIssuer implements AutoCloseable {

  private final String issuer = "http://issuer.test";
  private final AtomicInteger fetches = new AtomicInteger();
  private final int port;
  private RSAKey key = newKey();
  private HttpServer server;

  public TestIssuer() {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  public String issuer() {
    return issuer;
  }

  public URI jwksUrl() {
    return URI.create("http://127.0.0.1:" + port + "/oauth2/jwks");
  }

  /** How often the keys were fetched. */
  public int fetches() {
    return fetches.get();
  }

  public String token(String subject, String tenant, List<String> sensors, String... scopes) {
    return token(
        subject, tenant, sensors, claims -> claims.claim("scope", String.join(" ", scopes)));
  }

  /** A token with claims bent as the test wants. */
  public String token(
      String subject, String tenant, List<String> sensors, Consumer<JWTClaimsSet.Builder> bend) {
    var claims = claims(subject, tenant, sensors);
    bend.accept(claims);
    return sign(key, claims.build());
  }

  /** Signs with any key, such as one that was never published. */
  public static String sign(RSAKey key, JWTClaimsSet claims) {
    try {
      var header =
          new JWSHeader.Builder(JWSAlgorithm.RS256)
              .type(new JOSEObjectType("at+jwt"))
              .keyID(key.getKeyID())
              .build();
      var jwt = new SignedJWT(header, claims);
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With its private half. */
  public RSAKey key() {
    return key;
  }

  /** Claims that are good, to be bent. */
  public JWTClaimsSet.Builder claims(String subject, String tenant, List<String> sensors) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .audience("sensor-platform")
        .subject(subject)
        .jwtID(UUID.randomUUID().toString())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(900)))
        .claim("tenant", tenant)
        .claim("sensors", sensors);
  }

  public static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Withdraws the key and publishes another. */
  public void replaceKey() {
    key = newKey();
  }

  /** An outage: connections are refused. */
  public void stop() {
    server.stop(0);
  }

  public void start() {
    server = listen(port);
  }

  @Override
  public void close() {
    stop();
  }

  private HttpServer listen(int port) {
    try {
      HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
      http.createContext(
          "/oauth2/jwks",
          exchange -> {
            fetches.incrementAndGet();
            byte[] body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      http.start();
      return http;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
