package io.sensorplatform.defaults.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real collector that refuses, hangs, or is not there, behind the real exporter. */
class CollectorFaultsTest {

  private static final int QUEUE = 64;

  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final SpanCount count = new SpanCount(QUEUE);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private HttpServer collector;
  private SdkTracerProvider traces;

  @AfterEach
  void close() {
    over.countDown();
    traces.shutdown().join(5, TimeUnit.SECONDS);
    if (collector != null) {
      collector.stop(0);
    }
  }

  @Test
  void aCollectorThatTakesThemCostsNoSpan() throws IOException {
    spans(collector(200), 200);
    await().untilAsserted(() -> assertThat(calls).hasPositiveValue());
    await().untilAsserted(() -> assertThat(count.waiting()).isZero());
    assertThat(counted() + QUEUE).isLessThan(201 + QUEUE);
  }

  @Test
  void whatACollectorRefusesIsCounted() throws IOException {
    spans(collector(400), 50);
    await().untilAsserted(() -> assertThat(counted()).isEqualTo(50));
    assertThat(count.waiting()).isZero();
  }

  @Test
  void aCollectorThatHangsHoldsUpNobodyAndHoldsABoundedNumber() throws IOException {
    long begun = System.nanoTime();
    spans(hanging(), 10_000);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    assertThat(count.waiting()).isLessThanOrEqualTo(QUEUE);
    assertThat(counted()).isGreaterThanOrEqualTo(10_000 - QUEUE);
    await().atMost(Duration.ofSeconds(20)).until(() -> count.waiting() < QUEUE);
  }

  @Test
  void withoutACollectorEverySpanIsCountedAndNoneIsKept() throws IOException {
    HttpServer gone =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int port = gone.getAddress().getPort();
    gone.stop(0);
    spans(port, 50);
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(counted()).isEqualTo(50));
    assertThat(count.waiting()).isZero();
  }

  private void spans(int port, int spans) {
    var exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + port + "/v1/traces")
            .setTimeout(Duration.ofSeconds(1))
            .setRetryPolicy(null)
            .build();
    count.bindTo(meters);
    traces =
        SdkTracerProvider.builder()
            .addSpanProcessor(
                new BoundedSpans(
                    BatchSpanProcessor.builder(new CountedExporter(exporter, count))
                        .setMaxQueueSize(QUEUE)
                        .setMaxExportBatchSize(16)
                        .setScheduleDelay(Duration.ofMillis(20))
                        .build(),
                    count))
            .build();
    Tracer tracer = traces.get("test");
    for (int i = 0; i < spans; i++) {
      tracer.spanBuilder("span").startSpan().end();
    }
  }

  private double counted() {
    return meters.get("sensor.telemetry.dropped").tag("signal", "spans").functionCounter().count();
  }

  private int collector(int status) throws IOException {
    return serve(() -> {}, status);
  }

  private int hanging() throws IOException {
    return serve(
        () -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        503);
  }

  private int serve(Runnable before, int status) throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    collector.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          calls.incrementAndGet();
          before.run();
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    collector.start();
    return collector.getAddress().getPort();
  }
}
