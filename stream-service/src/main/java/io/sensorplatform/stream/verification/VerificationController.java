package io.sensorplatform.stream.verification;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.catalogue.Catalogue;
import io.sensorplatform.stream.consume.ConditionalOnRole;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ObjectReader;
import io.sensorplatform.stream.verification.Report.Depth;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * {@code GET /v1/archive/verification?topic&partition&depth&cursor}: one step of a verification of
 * the archive, some seconds long. {@code depth=footers} (the default) reads every footer, {@code
 * depth=rows} every byte and row. While there is more, {@code next} leads on: send it as {@code
 * cursor} with the same other parameters. Only for operators of the whole platform.
 */
@RestController
@ConditionalOnRole("archiver")
class VerificationController {

  private static final Logger log = LoggerFactory.getLogger(VerificationController.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** At once: an object's row group lies in memory while its rows are read. */
  private static final int MOST = 2;

  private final Verifier verifier;
  private final Semaphore places = new Semaphore(MOST);

  VerificationController(
      ArchiveBucket bucket, ObjectReader reader, Catalogue catalogue, Clock clock) {
    verifier = new Verifier(bucket, reader, catalogue, clock);
  }

  @GetMapping(path = "/v1/archive/verification", produces = MediaType.APPLICATION_JSON_VALUE)
  Report verify(
      VerifiedToken token,
      @RequestParam(defaultValue = Topics.READINGS) String topic,
      @RequestParam(required = false) @Nullable Integer partition,
      @RequestParam(defaultValue = "footers") Depth depth,
      @RequestParam(required = false) @Nullable String cursor)
      throws InterruptedException {
    token.require(Scopes.OPERATIONS);
    token.require(Scopes.PLATFORM_ADMIN);
    if (!Topics.isName(topic)) {
      throw new ProblemException(
          ProblemCode.INVALID_PARAMETER, "'topic' is not the name of a Kafka topic.");
    }
    var place = cursor == null ? null : Place.parse(cursor, topic);
    if (!places.tryAcquire()) {
      throw new ProblemException(
              ProblemCode.OVERLOADED, "Other verifications are running; they take a while.")
          .withRetryAfter(RETRY_AFTER);
    }
    try {
      return verifier.step(topic, partition, depth, place);
    } catch (SdkException | IOException e) {
      log.warn("The archive cannot be verified: {}", e.toString());
      throw new ProblemException(
              ProblemCode.ARCHIVE_UNAVAILABLE, "The archive's objects cannot be read right now.")
          .withRetryAfter(RETRY_AFTER);
    } finally {
      places.release();
    }
  }
}
