package io.sensorplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stack of its own, driven as a user drives it: by calls of {@code ./platform}. */
public final class Platform {

  static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  private final Path data;
  private final List<String> prefix;
  private final Map<String, Device> devices = new ConcurrentHashMap<>();
  private volatile @Nullable JsonNode addresses;

  public Platform(Path data) {
    this(data, List.of());
  }

  /**
   * @param prefix what the script is run by, such as {@code runuser -u nobody --}
   */
  public Platform(Path data, List<String> prefix) {
    this.data = data;
    this.prefix = List.copyOf(prefix);
  }

  public record Result(int exitCode, String out, String err) {
    public Result succeeded() {
      assertThat(exitCode).as("%s%n%s", out, err).isZero();
      return this;
    }
  }

  public record Device(
      String clientId, String apiKey, String tokenEndpoint, String ingestEndpoint) {}

  public Path data() {
    return data;
  }

  public void up() {
    addresses = null;
    run("up", "--detach", "--free-ports").succeeded();
  }

  public Result down() {
    return run("down");
  }

  public JsonNode status() {
    return JsonMapper.shared().readTree(run("status", "--json").out());
  }

  /**
   * What stays as it is until the next {@link #up}: addresses and passwords, in the form of {@link
   * #status}, but asked for once, as each call of the script takes a second.
   */
  public JsonNode addresses() {
    JsonNode known = addresses;
    if (known == null) {
      known = status();
      addresses = known;
    }
    return known;
  }

  public String gateway() {
    return addresses().at("/gateway").asString();
  }

  /** The public port of a service, other than the gateway's. */
  public String url(String service) {
    return component(addresses(), service).at("/url").asString();
  }

  public String managementUrl(String service) {
    return component(addresses(), service).at("/managementUrl").asString();
  }

  /** As it is now. */
  public JsonNode component(String name) {
    return component(status(), name);
  }

  private static JsonNode component(JsonNode status, String name) {
    for (JsonNode component : status.at("/components")) {
      if (component.at("/name").asString().equals(name)) {
        return component;
      }
    }
    throw new AssertionError("no component " + name);
  }

  /** The device of this name, made at the first call. */
  public Device device(String name, String tenant, String prefixes) {
    return devices.computeIfAbsent(
        name,
        absent -> {
          Result added =
              run("device", "add", name, "--sensors", prefixes, "--tenant", tenant, "--json")
                  .succeeded();
          JsonNode json = JsonMapper.shared().readTree(added.out());
          return new Device(
              json.at("/clientId").asString(),
              json.at("/apiKey").asString(),
              json.at("/tokenEndpoint").asString(),
              json.at("/ingestEndpoint").asString());
        });
  }

  /** Client of the API with a token of this device. */
  public Api api(String device, String tenant, String prefixes) {
    Device known = device(device, tenant, prefixes);
    return new Api(gateway(), new DeviceTokens(known));
  }

  /** A token of this device. */
  public String token(String device, String tenant, String prefixes) {
    return new DeviceTokens(device(device, tenant, prefixes)).get();
  }

  public Result run(String... arguments) {
    var command = new ArrayList<String>(prefix);
    command.add(CHECKOUT.resolve("platform").toString());
    command.addAll(List.of(arguments));
    command.add("--data");
    command.add(data.toString());
    return execute(command);
  }

  public static Result execute(List<String> command) {
    try {
      Path out = Files.createTempFile("platform", ".out");
      Path err = Files.createTempFile("platform", ".err");
      var builder =
          new ProcessBuilder(command)
              .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      // What is tested is what this build has made: no build within it.
      builder.environment().put("PLATFORM_NO_BUILD", "1");
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(command + " took over 5 minutes\n" + Files.readString(err));
      }
      var result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
