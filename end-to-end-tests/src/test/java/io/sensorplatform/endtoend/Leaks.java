package io.sensorplatform.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks for secrets where none may be: in every file of a running stack that is not theirs, in its
 * traces, and in what the operating system tells of its processes.
 */
final class Leaks {

  /** Shorter text could be found by chance. */
  private static final int SHORTEST = 12;

  /** Where secrets belong, each file readable by its owner alone. */
  private static final Set<String> THEIRS =
      Set.of("secrets", "config", "devices", "operator.token", "s3/s3proxy.properties");

  private final Platform platform;
  private final Map<String, String> secrets = new LinkedHashMap<>();

  Leaks(Platform platform) throws IOException {
    this.platform = platform;
    Path directory = platform.data().resolve("secrets");
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        know("secret " + file.getFileName(), Files.readString(file).strip());
      }
    }
    try (var files = Files.list(platform.data().resolve("devices"))) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith("api-key=")) {
            knowKey(line.substring("api-key=".length()));
          }
        }
      }
    }
    knowToken(Files.readAllLines(platform.data().resolve("operator.token")).getLast());
  }

  void know(String what, String secret) {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(what + " is too short to look for");
    }
    secrets.put(secret, what);
  }

  /** Its id is public. */
  void knowKey(String apiKey) {
    know("API key " + apiKey.substring(0, 16), apiKey.substring(apiKey.indexOf('_', 4) + 1));
  }

  /** Without its signature it is good for nothing. */
  void knowToken(String jwt) {
    know("token", jwt.substring(jwt.lastIndexOf('.') + 1));
  }

  int known() {
    return secrets.size();
  }

  /** Where which secret was found. */
  Set<String> found() throws Exception {
    Set<String> found = new TreeSet<>();
    files(found);
    processes(found);
    traces(found);
    return found;
  }

  /** Files that are more than readable and writable by their owner, although they hold secrets. */
  Set<String> open() throws IOException {
    Set<String> open = new TreeSet<>();
    for (Path file : all()) {
      if (isTheirs(file)
          && !EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
              .containsAll(Files.getPosixFilePermissions(file))) {
        open.add(relative(file));
      }
    }
    return open;
  }

  /** What of the secrets is in an answer, a log line or any other text. */
  Set<String> in(String text) {
    return secrets.entrySet().stream()
        .filter(secret -> text.contains(secret.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void files(Set<String> found) throws IOException {
    for (Path file : all()) {
      if (!isTheirs(file)) {
        try {
          look(relative(file), text(Files.readAllBytes(file)), found);
        } catch (NoSuchFileException e) {
          // A working file that was just deleted.
        }
      }
    }
  }

  /** Without what Kafka and PostgreSQL have laid out for later, a gigabyte of zeros. */
  private static String text(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return new String(bytes, 0, length, ISO_8859_1);
  }

  private void processes(Set<String> found) throws IOException {
    for (ProcessHandle process : ownProcesses()) {
      for (String what : List.of("cmdline", "environ")) {
        Path file = Path.of("/proc", Long.toString(process.pid()), what);
        try {
          look("process " + file, new String(Files.readAllBytes(file), ISO_8859_1), found);
        } catch (IOException e) {
          if (process.isAlive()) {
            throw e;
          }
        }
      }
    }
  }

  List<ProcessHandle> ownProcesses() {
    List<ProcessHandle> processes = new ArrayList<>();
    for (JsonNode component : platform.status().at("/components")) {
      if (component.path("pid").isNumber()) {
        ProcessHandle.of(component.path("pid").asLong())
            .ifPresent(process -> {
              processes.add(process);
              processes.addAll(process.descendants().toList());
            });
      }
    }
    return processes;
  }

  private void traces(Set<String> found) throws Exception {
    String page = platform.addresses().at("/traces").asString();
    URI traces = URI.create(page).resolve("/zipkin/api/v2/traces?limit=10000&lookback=86400000");
    String answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(traces).build(), BodyHandlers.ofString())
            .body();
    if (JsonMapper.shared().readTree(answer).isEmpty()) {
      throw new IllegalStateException("there are no traces to look at");
    }
    look("traces", answer, found);
  }

  private void look(String where, String text, Set<String> found) {
    in(text).forEach(secret -> found.add(where + ": " + secret));
  }

  private List<Path> all() throws IOException {
    List<Path> all = new ArrayList<>();
    Files.walkFileTree(
        platform.data(),
        new java.nio.file.SimpleFileVisitor<>() {
          @Override
          public java.nio.file.FileVisitResult visitFile(
              Path file, java.nio.file.attribute.BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              all.add(file);
            }
            return java.nio.file.FileVisitResult.CONTINUE;
          }

          @Override
          public java.nio.file.FileVisitResult visitFileFailed(Path file, IOException e) {
            return java.nio.file.FileVisitResult.CONTINUE;
          }
        });
    return all;
  }

  private boolean isTheirs(Path file) {
    String name = relative(file);
    return THEIRS.contains(name)
        || THEIRS.contains(name.substring(0, Math.max(0, name.indexOf('/'))));
  }

  private String relative(Path file) {
    return platform.data().relativize(file).toString();
  }
}
