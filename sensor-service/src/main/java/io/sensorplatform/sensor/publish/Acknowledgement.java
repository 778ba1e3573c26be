package io.sensorplatform.sensor.publish;

import io.sensorplatform.defaults.metric.FailureCategory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Waits for the acknowledgement of all records of a request, or for the first failure. */
final class Acknowledgement implements Callback {

  private final AtomicInteger missing;
  private final CompletableFuture<Void> all = new CompletableFuture<>();

  Acknowledgement(int records) {
    missing = new AtomicInteger(records);
  }

  @Override
  public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
    if (failure != null) {
      all.completeExceptionally(failure);
    } else if (missing.decrementAndGet() == 0) {
      all.complete(null);
    }
  }

  /** Whether a record has failed already, so that to send the rest is useless. */
  boolean hasFailed() {
    return all.isCompletedExceptionally();
  }

  void await(Duration atMost) throws NotReplicatedException {
    try {
      all.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new NotReplicatedException(FailureCategory.of(cause), cause);
    } catch (TimeoutException e) {
      throw new NotReplicatedException(FailureCategory.TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReplicatedException(FailureCategory.UNKNOWN, e);
    }
  }
}
