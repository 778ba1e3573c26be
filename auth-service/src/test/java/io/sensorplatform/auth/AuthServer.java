package io.sensorplatform.auth;

import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.local.server.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real auth-service on free ports, on a real PostgreSQL, as a gateway would talk to it. */
public final class AuthServer implements AutoCloseable {

  public static final String ISSUER = "https://platform.example";
  public static final String OPERATOR = "ada";
  public static final String PASSWORD = "correct horse battery staple";

  public static final JsonMapper JSON = JsonMapper.builder().build();

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private final ConfigurableApplicationContext context;

  private AuthServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Secrets as local-stack makes them once. */
  public static Path secrets(Path directory) {
    try {
      for (String name : List.of("pepper", "key-encryption")) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Files.writeString(directory.resolve(name), Base64.getEncoder().encodeToString(key) + "\n");
      }
      Files.writeString(directory.resolve("password"), PASSWORD + "\n");
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the database as it is before auth-service was ever started. */
  public static void emptyDatabase() {
    sql("drop schema auth cascade", "create schema auth authorization auth_service");
  }

  /** Runs statements as the database's superuser. */
  public static void sql(String... statements) {
    PostgresServer postgres = EmbeddedServers.postgres();
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl() + "?currentSchema=auth",
                "postgres",
                postgres.password("postgres"));
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of what the query finds. */
  public static List<String> query(String sql) {
    PostgresServer postgres = EmbeddedServers.postgres();
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl() + "?currentSchema=auth",
                "postgres",
                postgres.password("postgres"));
        var rows = connection.createStatement().executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static AuthServer start(Path secrets, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--platform.auth.bootstrap-operator.username=" + OPERATOR,
                "--platform.auth.bootstrap-operator.password-file=" + secrets.resolve("password")));
    settings.addAll(List.of(more));
    return startWithoutOperator(secrets, settings.toArray(String[]::new));
  }

  public static AuthServer startWithoutOperator(Path secrets, String... more) {
    PostgresServer postgres = EmbeddedServers.postgres();
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--spring.datasource.url=" + postgres.jdbcUrl() + "?currentSchema=auth",
                "--spring.datasource.username=auth_service",
                "--spring.datasource.password=" + postgres.password("auth_service"),
                "--platform.tokens.issuer=" + ISSUER,
                "--platform.auth.pepper-file=" + secrets.resolve("pepper"),
                "--platform.auth.key-encryption-file=" + secrets.resolve("key-encryption")));
    settings.addAll(List.of(more));
    if (settings.stream().noneMatch(setting -> setting.startsWith("--platform.kafka."))) {
      // Most tests need no Kafka.
      settings.add("--platform.revocations.enabled=false");
    }
    return new AuthServer(
        SpringApplication.run(AuthApplication.class, settings.toArray(String[]::new)));
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
  }

  public URI managementUri(String path) {
    return URI.create(
        "http://127.0.0.1:" + context.getEnvironment().getProperty("local.management.port") + path);
  }

  /** An answer, with its body as JSON where it is JSON. */
  public record Answer(int status, HttpResponse<String> response) {
    public JsonNode json() {
      return JSON.readTree(response.body());
    }

    public String text() {
      return response.body();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public String code() {
      return json().path("code").asString("");
    }
  }

  public static Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          HTTP.send(
              request.timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public Answer get(String path, String token) {
    return send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token));
  }

  public Answer get(String path) {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  public Answer post(String path, String token, String json) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /**
   * @param ifMatch value of If-Match; empty: none
   */
  public Answer patch(String path, String token, String ifMatch, String json) {
    var request =
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(json));
    return send(ifMatch.isEmpty() ? request : request.header("If-Match", ifMatch));
  }

  public Answer delete(String path, String token) {
    return send(
        HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token).DELETE());
  }

  /** POSTs a form to the token endpoint. */
  public Answer token(Map<String, String> form) {
    return send(tokenRequest(form));
  }

  /** The same with the client's credentials in a Basic header. */
  public Answer token(String clientId, String apiKey, Map<String, String> form) {
    return send(tokenRequest(form).header("Authorization", basic(clientId, apiKey)));
  }

  public HttpRequest.Builder tokenRequest(Map<String, String> form) {
    return HttpRequest.newBuilder(uri("/oauth2/token"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form(form)));
  }

  public static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  public static String form(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> encode(member.getKey()) + "=" + encode(member.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A token of the first operator, got as the command line tool gets it. */
  public String operatorToken(String... scopes) {
    return new OperatorSignIn(uri("")).accessToken(OPERATOR, PASSWORD, scopes);
  }

  @Override
  public void close() {
    context.close();
  }
}
