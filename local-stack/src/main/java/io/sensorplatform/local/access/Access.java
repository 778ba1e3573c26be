package io.sensorplatform.local.access;

import io.sensorplatform.local.server.Secrets;
import io.sensorplatform.local.stack.Stack;
import io.sensorplatform.local.stack.StackStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Registers devices and gets tokens, through the gateway. */
public final class Access {
  private static final Duration LEAST_LEFT = Duration.ofMinutes(5);
  private static final Duration IMPORT = Duration.ofMinutes(5);

  private final URI gateway;
  private final StackStatus.Operator operator;
  private final KeptDevices kept;
  private final Path tokenCache;
  private final Clock clock;
  private final Calls calls = new Calls();

  private Access(
      URI gateway, StackStatus.Operator operator, KeptDevices kept, Path tokenCache, Clock clock) {
    this.gateway = gateway;
    this.operator = operator;
    this.kept = kept;
    this.tokenCache = tokenCache;
    this.clock = clock;
  }

  /** Access to a stack on this machine, as its local operator. */
  public static Access to(Stack stack) {
    return new Access(
        stack.gateway(),
        stack.operator(),
        new KeptDevices(stack.devices()),
        stack.operatorTokenCache(),
        Clock.systemUTC());
  }

  /**
   * Access to a platform anywhere.
   *
   * @param operator may administer devices of any tenant, and look at what is running
   * @param kept a directory of our own, for tokens and for keys of devices
   */
  public static Access to(URI gateway, StackStatus.Operator operator, Path kept) {
    Secrets.createPrivateDirectory(kept);
    return new Access(
        gateway,
        operator,
        new KeptDevices(kept.resolve("devices")),
        kept.resolve("operator.token"),
        Clock.systemUTC());
  }

  /** A token of the local operator: the last one while it is good for some minutes. */
  public String operatorToken() {
    Optional<String> last = cachedToken();
    if (last.isPresent()) {
      return last.get();
    }
    if (operator.password() == null) {
      throw new AccessException("this stack was never up: ./platform up", 0, "");
    }
    String token =
        new OperatorLogin(gateway, new Calls()).signIn(operator.username(), operator.password());
    Secrets.writePrivately(tokenCache, OperatorLogin.SCOPES + "\n" + token + "\n");
    return token;
  }

  /** What the API answers to the local operator. */
  public JsonNode get(String pathAndQuery) {
    return asOperator(token -> calls.getJson(gateway.resolve(pathAndQuery), token));
  }

  /** Posts JSON to the gateway as the local operator. */
  public JsonNode post(String path, Object body) {
    return asOperator(token -> calls.postJson(gateway.resolve(path), token, body));
  }

  /** Signs in again if the kept token was revoked. */
  private JsonNode asOperator(Function<String, JsonNode> call) {
    boolean kept = cachedToken().isPresent();
    try {
      return call.apply(operatorToken());
    } catch (AccessException e) {
      if (e.status() != 401 || !kept) {
        throw e;
      }
      forgetOperatorToken();
      return call.apply(operatorToken());
    }
  }

  /** The next call signs in again. */
  public void forgetOperatorToken() {
    try {
      Files.deleteIfExists(tokenCache);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes what is at the path, as the local operator: whatever version it is at. */
  public JsonNode patch(String path, Object body) {
    return asOperator(token -> calls.patchJson(gateway.resolve(path), token, body));
  }

  /** Deletes what is at the path, as the local operator. */
  public void delete(String path) {
    calls.delete(gateway.resolve(path), operatorToken());
  }

  /** Registers the devices of a file, and hands over the result of each line as it comes. */
  public void importDevices(
      Path file, boolean csv, @Nullable String tenant, Consumer<JsonNode> result) {
    calls.postFile(
        gateway.resolve("/v1/devices/import" + (tenant == null ? "" : "?tenant=" + tenant)),
        operatorToken(),
        csv ? "text/csv" : "application/x-ndjson",
        file,
        IMPORT,
        line -> {
          if (line.has("apiKey")) {
            kept.keep(
                line.path("name").asString(),
                new KeptDevices.Login(
                    line.path("clientId").asString(), line.path("apiKey").asString()));
          }
          result.accept(line);
        });
  }

  /**
   * The device of this name or client id.
   *
   * @param tenant null: the operator's
   */
  public JsonNode device(String nameOrId, @Nullable String tenant) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("name", nameOrId);
    if (tenant != null) {
      query.put("tenant", tenant);
    }
    JsonNode found = get("/v1/devices?" + Calls.encode(query)).path("items").path(0);
    if (found.isObject()) {
      return found;
    }
    if (nameOrId.matches("dev_[a-z2-7]{16}")) {
      return get("/v1/devices/" + nameOrId);
    }
    throw new AccessException("there is no device '%s'".formatted(nameOrId), 404, "");
  }

  /** Gives a device another key, which is kept here from now on. */
  public JsonNode addKey(JsonNode device, Map<String, String> request) {
    JsonNode key = post("/v1/devices/" + device.path("clientId").asString() + "/keys", request);
    kept.keep(
        device.path("name").asString(),
        new KeptDevices.Login(device.path("clientId").asString(), key.path("apiKey").asString()));
    return key;
  }

  /** The id of the key that tokens are got with here; empty if none is kept. */
  public Optional<String> keptKey(String name) {
    return kept.find(name).map(login -> login.apiKey().split("_", 3)[1]);
  }

  /** Registers a device and gives it a key, which is kept here and told in the answer. */
  public Device addDevice(String name, List<String> sensors, @Nullable String tenant) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("name", name);
    wanted.put("sensors", sensors);
    if (tenant != null) {
      wanted.put("tenant", tenant);
    }
    String token = operatorToken();
    JsonNode made = calls.postJson(gateway.resolve("/v1/devices"), token, wanted);
    return addKey(name, made.path("clientId").asString(), token);
  }

  /** The device of this name, registered if there is none, with a key that is known here. */
  public void ensureDevice(String name, List<String> sensors) {
    if (isKept(name) && isAccepted(name)) {
      return;
    }
    try {
      addDevice(name, sensors, null);
    } catch (AccessException e) {
      if (e.status() != 409) {
        throw e;
      }
      // There from before, but its key is lost, revoked or expired: give it another.
      String token = operatorToken();
      JsonNode found =
          calls.getJson(
              gateway.resolve("/v1/devices?" + Calls.encode(Map.of("name", name))), token);
      addKey(name, found.path("items").path(0).path("clientId").asString(), token);
    }
  }

  private boolean isAccepted(String name) {
    try {
      deviceToken(name);
      return true;
    } catch (AccessException e) {
      if (e.status() != 401) {
        throw e;
      }
      return false;
    }
  }

  /** What the API answers to the holder of this token. */
  public JsonNode get(String pathAndQuery, String token) {
    return calls.getJson(gateway.resolve(pathAndQuery), token);
  }

  /** The login of a device whose key is known here. */
  Optional<KeptDevices.Login> login(String name) {
    return kept.find(name);
  }

  /** Whether a token for this device can be got here. */
  public boolean isKept(String name) {
    return kept.find(name).isPresent();
  }

  /** A token of a device that was registered here. */
  public String deviceToken(String name) {
    KeptDevices.Login login =
        kept.find(name)
            .orElseThrow(() ->
                new AccessException(
                    "no key of a device '%s' is known here; add it with: ./platform device add"
                        .formatted(name),
                    0,
                    ""));
    return token(login, tokenEndpoint()).path("access_token").asString();
  }

  /** What the token endpoint answers to this login. */
  JsonNode token(KeptDevices.Login login, URI endpoint) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("grant_type", "client_credentials");
    request.put("client_id", login.clientId());
    request.put("client_secret", login.apiKey());
    return Calls.json(calls.form(endpoint, request));
  }

  private Device addKey(String name, String clientId, String token) {
    JsonNode key =
        calls.postJson(gateway.resolve("/v1/devices/" + clientId + "/keys"), token, Map.of());
    String apiKey = key.path("apiKey").asString();
    kept.keep(name, new KeptDevices.Login(clientId, apiKey));
    return new Device(clientId, apiKey, tokenEndpoint(), gateway.resolve("/v1/readings"));
  }

  private URI tokenEndpoint() {
    return gateway.resolve("/oauth2/token");
  }

  private Optional<String> cachedToken() {
    try {
      if (!Files.exists(tokenCache)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(tokenCache);
      // Got by another version of this, which asked for less.
      if (lines.size() != 2 || !lines.getFirst().equals(OperatorLogin.SCOPES)) {
        return Optional.empty();
      }
      String token = lines.getLast();
      String claims =
          new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
      JsonNode read = Calls.JSON.readTree(claims);
      Instant end = Instant.ofEpochSecond(read.path("exp").asLong());
      // Another issuer: the stack has moved to other ports meanwhile.
      boolean ours = read.path("iss").asString("").equals(gateway.toString());
      return ours && end.isAfter(clock.instant().plus(LEAST_LEFT))
          ? Optional.of(token)
          : Optional.empty();
    } catch (IOException
        | JacksonException
        | IllegalArgumentException
        | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
