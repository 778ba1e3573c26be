package io.sensorplatform.gateway.edge;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A real service behind the gateway, which a test tells what to answer. */
public final class Backend implements AutoCloseable {

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile Answer answer = Backend::accepted;
  private HttpServer server;
  private int port;

  public static Backend started() throws IOException {
    Backend backend = new Backend();
    backend.start();
    return backend;
  }

  /** At the same port as before, if it ran before. */
  public void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    port = server.getAddress().getPort();
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public void stop() {
    server.stop(0);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public void answers(Answer answer) {
    this.answer = answer;
  }

  public void answersAccepted() {
    answer = Backend::accepted;
  }

  public List<Call> calls() {
    return calls;
  }

  public Call lastCall() {
    return calls.getLast();
  }

  public static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    stop();
  }

  private static void accepted(HttpExchange exchange, Call call) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    send(exchange, 202, "{\"accepted\":1}");
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Call call =
        new Call(
            exchange.getRequestMethod(),
            exchange.getRequestURI(),
            exchange.getRequestHeaders(),
            body);
    // The probe of an open breaker is no call of a test.
    if (!exchange.getRequestURI().getPath().equals("/")) {
      calls.add(call);
    }
    answer.to(exchange, call);
  }

  /** A request that came. */
  public record Call(String method, URI uri, Headers headers, byte[] body) {
    public String header(String name) {
      return headers.getFirst(name);
    }
  }

  /** How to answer. */
  public interface Answer {
    void to(HttpExchange exchange, Call call) throws IOException;
  }
}
