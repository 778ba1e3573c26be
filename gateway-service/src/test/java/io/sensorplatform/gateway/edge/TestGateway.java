package io.sensorplatform.gateway.edge;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.gateway.GatewayApplication;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gateway as it is, on free ports, with a real issuer and real services behind it. */
public final class TestGateway implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ConfigurableApplicationContext context;
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param settings more or other settings, each as name=value
   */
  public TestGateway(TestIssuer issuer, URI sensor, String... settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("server.port", "0");
    all.put("server.address", "127.0.0.1");
    all.put("platform.gateway.host", "127.0.0.1");
    all.put("platform.gateway.port", "0");
    all.put("platform.gateway.event-loops", "2");
    all.put("platform.gateway.drain", "5s");
    all.put("platform.gateway.downstreams.sensor.url", sensor.toString());
    all.put("platform.gateway.downstreams.auth.url", sensor.toString());
    all.put("platform.gateway.downstreams.stream.url", sensor.toString());
    all.put("platform.tokens.issuer", issuer.issuer());
    all.put("platform.tokens.jwks-url", issuer.jwksUrl().toString());
    all.put("platform.gateway.sampling.per-second", "1000");
    // Most tests need no Kafka.
    all.put("platform.revocations.enabled", "false");
    // Tests of tokens send bad ones by the thousand.
    all.put("platform.gateway.limits.unauthorized.rate", "100000");
    all.put("platform.gateway.limits.unauthorized.burst", "100000");
    all.put("management.tracing.export.enabled", "false");
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      all.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    String[] arguments =
        all.entrySet().stream()
            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
            .toArray(String[]::new);
    this.context =
        new SpringApplicationBuilder(GatewayApplication.class)
            .initializers(started ->
                started
                    .getBeanFactory()
                    .registerSingleton("spansInMemory", SimpleSpanProcessor.create(spans)))
            .run(arguments);
  }

  public int port() {
    return context.getBean(PublicPort.class).port();
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public int managementPort() {
    return Integer.parseInt(context.getEnvironment().getProperty("local.server.port"));
  }

  public List<SpanData> spans() {
    return spans.getFinishedSpanItems();
  }

  /** A request to this path, to be completed. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  public HttpRequest.Builder reading(String token) {
    return request("/v1/readings")
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"sensorId\":\"a\",\"value\":1}"));
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends bytes as they are and reads all until the gateway closes, which it must do. */
  public String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  public static JsonNode json(String document) {
    return JSON.readTree(document);
  }

  @Override
  public void close() {
    client.close();
    context.close();
  }
}
