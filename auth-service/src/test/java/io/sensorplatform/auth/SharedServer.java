package io.sensorplatform.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

/** One auth-service on an empty database for all tests of a class. */
public final class SharedServer implements BeforeAllCallback, AfterAllCallback {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Supplier<List<String>> more;
  private @Nullable Path secrets;
  private @Nullable AuthServer server;
  private @Nullable String operatorToken;

  /**
   * @param settings further ones, as of a command line
   */
  public SharedServer(String... settings) {
    this(() -> List.of(settings));
  }

  /**
   * @param more the same, such as where a server is that is started for it
   */
  public SharedServer(Supplier<List<String>> more) {
    this.more = more;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    AuthServer.emptyDatabase();
    try {
      secrets = AuthServer.secrets(Files.createTempDirectory("auth-secrets-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--platform.auth.last-used-interval=500ms",
                "--platform.auth.audit.refusals-interval=200ms",
                "--platform.auth.key-expiry-interval=500ms",
                "--platform.auth.key-expiry-initial-delay=100ms",
                // Tests fail to sign in on purpose, all from one address.
                "--platform.auth.sign-in.free-failures=1000"));
    settings.addAll(more.get());
    server = AuthServer.start(secrets, settings.toArray(String[]::new));
    operatorToken = server.operatorToken();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (server != null) {
      server.close();
    }
    FileSystemUtils.deleteRecursively(secrets);
  }

  public AuthServer get() {
    return server;
  }

  /** A token of the first operator with all scopes. */
  public String operator() {
    return operatorToken;
  }

  /** Gets the first operator another token in place of one that was revoked. */
  public void signInAgain() {
    operatorToken = server.operatorToken();
  }

  /** A device with one key. */
  public record NewDevice(String clientId, String keyId, String apiKey) {}

  public NewDevice device(String... sensors) {
    String prefixes = AuthServer.JSON.writeValueAsString(sensors);
    var device =
        server.post(
            "/v1/devices",
            operatorToken,
            "{\"name\":\"device %d\",\"sensors\":%s}".formatted(NAMES.incrementAndGet(), prefixes));
    return addKey(device.json().path("clientId").asString());
  }

  public NewDevice addKey(String clientId) {
    var key = server.post("/v1/devices/" + clientId + "/keys", operatorToken, "");
    return new NewDevice(
        clientId, key.json().path("keyId").asString(), key.json().path("apiKey").asString());
  }
}
