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

  /** How long a short rest may take. */
  private static final long REST_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private Answers() {}

  /**
   * @param closes whether the connection ends with this answer anyway
   * @param sent takes the status once all is sent, or the connection is gone
   */
  static void end(
      Vertx vertx,
      HttpServerRequest request,
      HttpServerResponse response,
      byte[] body,
      boolean closes,
      Caller caller,
      IntConsumer sent) {
    boolean broken = request.decoderResult().isFailure();
    boolean close = closes || broken || !request.isEnded() && longBody(request);
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
            readRest(vertx, request, response, close, caller);
          }
        });
  }

  /**
   * Reads what still comes of the body, but not for long; then ends the connection, if asked to.
   */
  static void readRest(
      Vertx vertx,
      HttpServerRequest request,
      HttpServerResponse response,
      boolean close,
      Caller caller) {
    if (request.isEnded()) {
      if (close) {
        cut(request, response);
      }
      return;
    }
    caller.begin();
    long timer =
        vertx.setTimer(
            close ? LINGER_MILLIS : REST_MILLIS,
            unused -> {
              caller.end();
              cut(request, response);
            });
    request.handler(unused -> {});
    request.endHandler(unused -> {
      if (vertx.cancelTimer(timer)) {
        caller.end();
        if (close) {
          cut(request, response);
        }
      }
    });
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
