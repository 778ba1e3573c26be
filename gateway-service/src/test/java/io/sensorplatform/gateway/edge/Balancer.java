package io.sensorplatform.gateway.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A balancer of connections that asks its gateways for their readiness, as real ones do. */
final class Balancer implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
  private final List<Target> ready = new CopyOnWriteArrayList<>();
  private final List<Target> all = new CopyOnWriteArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  Balancer() throws IOException {
    Thread.ofVirtual().start(this::accept);
    Thread.ofVirtual().start(this::look);
  }

  int port() {
    return server.getLocalPort();
  }

  void add(TestGateway gateway) {
    var target = new Target(gateway.port(), gateway.managementPort());
    all.add(target);
    ready.add(target);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void look() {
    while (!server.isClosed()) {
      for (Target target : all) {
        if (!isReady(target)) {
          all.remove(target);
          ready.remove(target);
        }
      }
      pause();
    }
  }

  private static boolean isReady(Target target) {
    try {
      var url =
          URI.create(
              "http://127.0.0.1:%d/actuator/health/readiness".formatted(target.management()));
      var connection = (HttpURLConnection) url.toURL().openConnection();
      connection.setReadTimeout(2_000);
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket caller = server.accept();
        Target target = ready.get(Math.floorMod(next.getAndIncrement(), ready.size()));
        Socket gateway = new Socket("127.0.0.1", target.port());
        pump(caller, gateway);
        pump(gateway, caller);
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(() -> {
          try (from;
              to) {
            from.getInputStream().transferTo(to.getOutputStream());
          } catch (IOException e) {
            // One side hung up.
          }
        });
  }

  /** How often it looks; no wait for something to happen. */
  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Target(int port, int management) {}
}
