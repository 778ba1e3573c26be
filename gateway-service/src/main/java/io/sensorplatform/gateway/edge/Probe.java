package io.sensorplatform.gateway.edge;

import io.sensorplatform.gateway.downstream.Downstream;
import io.sensorplatform.gateway.downstream.Downstreams;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Asks services with an open breaker whether they answer again; any answer will do. */
final class Probe {

  private static final long PATIENCE_MILLIS = 1_000;

  private final Vertx vertx;
  private final Downstreams downstreams;
  private final HttpClient client;
  private final long timer;

  Probe(Vertx vertx, Downstreams downstreams) {
    this.vertx = vertx;
    this.downstreams = downstreams;
    this.client = vertx.createHttpClient();
    this.timer = vertx.setPeriodic(downstreams.probeEvery().toMillis(), unused -> look());
  }

  /** Asks no more. */
  void close() {
    vertx.cancelTimer(timer);
  }

  private void look() {
    for (Downstream downstream : downstreams.all()) {
      if (downstream.breaker().open()) {
        client
            .request(
                new RequestOptions()
                    .setHost(downstream.host())
                    .setPort(downstream.port())
                    .setSsl(downstream.tls())
                    .setMethod(HttpMethod.GET)
                    .setURI("/")
                    .setTimeout(PATIENCE_MILLIS))
            .compose(call -> call.send())
            .onSuccess(answer -> downstream.breaker().reachable());
      }
    }
  }
}
