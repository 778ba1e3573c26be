package io.sensorplatform.gateway.edge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way to a service: counted, cut off beyond the limit, at the pace of
 * the slower side, and its beginning kept so that it can be sent again. Lives on one event loop.
 */
final class Upload {

  private static final Set<String> BODILESS = Set.of("GET", "HEAD", "OPTIONS", "DELETE", "TRACE");

  private final HttpServerRequest request;
  private final long maxBytes;
  private final Runnable tooLarge;
  private final boolean chunked;
  private final boolean present;
  private long keepBytes;
  private long received;
  private long progress = System.nanoTime();
  private long blockedSince;
  private long blockedNanos;
  private boolean started;
  private boolean ended;
  private boolean blocked;
  private @Nullable List<Buffer> kept = new ArrayList<>(4);
  private @Nullable HttpClientRequest target;

  /**
   * @param keepBytes how much of the body to keep for sending it again; 0: it must not be
   */
  Upload(HttpServerRequest request, long maxBytes, long keepBytes, Runnable tooLarge) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.keepBytes = keepBytes;
    this.tooLarge = tooLarge;
    boolean announced = request.headers().contains("content-length");
    this.chunked =
        !announced
            && (request.version() == HttpVersion.HTTP_2
                ? !BODILESS.contains(request.method().name())
                : request.headers().contains("transfer-encoding"));
    this.present = announced || chunked;
  }

  /** Sends the body to a service, from its start. */
  void to(HttpClientRequest service) {
    if (!present) {
      ended = true;
      service.end();
      return;
    }
    if (chunked) {
      service.setChunked(true);
    }
    target = service;
    if (kept != null) {
      kept.forEach(service::write);
    }
    if (ended) {
      service.end();
    } else if (started) {
      request.resume();
    } else {
      started = true;
      request.handler(this::chunk).endHandler(unused -> end()).resume();
    }
  }

  /** Stops sending; what still comes waits for {@link #to} or {@link #discard}. */
  void detach() {
    target = null;
    blocked = false;
    if (!ended) {
      request.pause();
    }
  }

  /** Reads what still comes and forgets it. */
  void discard() {
    target = null;
    kept = null;
    keepBytes = 0;
    if (!ended) {
      request.handler(unused -> {}).endHandler(unused -> ended = true).resume();
    }
  }

  /** Whether all that came so far is still there. */
  boolean canRepeat() {
    return kept != null;
  }

  boolean ended() {
    return ended;
  }

  /** Whether it is the service that keeps the body waiting, not the caller. */
  boolean blocked() {
    return blocked;
  }

  /** Bytes that came. */
  long received() {
    return received;
  }

  /** For how long the service has kept the body waiting. */
  long blockedNanos() {
    return blockedNanos;
  }

  /** When the body last moved, by System.nanoTime. */
  long progress() {
    return progress;
  }

  private void chunk(Buffer bytes) {
    progress = System.nanoTime();
    received += bytes.length();
    if (received > maxBytes) {
      kept = null;
      tooLarge.run();
      return;
    }
    if (kept != null) {
      if (received <= keepBytes) {
        kept.add(bytes);
      } else {
        kept = null;
      }
    }
    HttpClientRequest service = target;
    if (service != null) {
      service.write(bytes);
      if (service.writeQueueFull()) {
        blocked = true;
        blockedSince = System.nanoTime();
        request.pause();
        service.drainHandler(unused -> {
          if (service == target) {
            blocked = false;
            progress = System.nanoTime();
            blockedNanos += progress - blockedSince;
            request.resume();
          }
        });
      }
    }
  }

  private void end() {
    progress = System.nanoTime();
    ended = true;
    if (target != null) {
      target.end();
    }
  }
}
