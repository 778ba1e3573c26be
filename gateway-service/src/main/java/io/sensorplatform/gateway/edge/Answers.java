package io.sensorplatform.gateway.edge;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Sends an answer of the gateway's own, also while the caller still sends its body. A short rest of
 * the body is read and forgotten, so that the connection can go on. With a long one the connection
 * ends, but not at once: who is still sending would get a reset instead of the answer.
 */
final class Answers {

  /** A rest up to this is worth to be read for keeping the connection. */
  private static final long SHORT_BODY = 1 << 20;

  private static final long LINGER_MILLIS = TimeUnit.SECONDS.toMillis(3);

  private Answers() {}

  /**
   * @param sent takes the status once all is sent, or the connection is gone
   */
  static void end(
      Vertx vertx,
      HttpServerRequest request,
      HttpServerResponse response,
      byte[] body,
      IntConsumer sent) {
    boolean broken = request.decoderResult().isFailure();
    boolean close = broken || !request.isEnded() && longBody(request);
    if (close && request.version() != HttpVersion.HTTP_2) {
      response.putHeader("connection", "close");
    }
    int status = response.getStatusCode();
    response
        .end(Buffer.buffer(body))
        .onComplete(unused -> {
          sent.accept(status);
          if (broken) {
            request.connection().close();
          } else {
            readRest(vertx, request, response, close);
          }
        });
  }

  /** Reads what still comes of the body; then ends the connection, if asked to. */
  static void readRest(
      Vertx vertx, HttpServerRequest request, HttpServerResponse response, boolean close) {
    if (request.isEnded()) {
      if (close) {
        cut(request, response);
      }
      return;
    }
    request.handler(unused -> {});
    if (close) {
      long timer = vertx.setTimer(LINGER_MILLIS, unused -> cut(request, response));
      request.endHandler(unused -> {
        vertx.cancelTimer(timer);
        cut(request, response);
      });
    } else {
      request.endHandler(unused -> {});
    }
    request.resume();
  }

  private static void cut(HttpServerRequest request, HttpServerResponse response) {
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset();
    } else {
      request.connection().close();
    }
  }

  private static boolean longBody(HttpServerRequest request) {
    String length = request.getHeader("content-length");
    if (length == null) {
      return request.headers().contains("transfer-encoding");
    }
    return length.length() > 7 || Long.parseLong(length) > SHORT_BODY;
  }
}
