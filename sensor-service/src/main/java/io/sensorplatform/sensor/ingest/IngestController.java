package io.sensorplatform.sensor.ingest;

import io.sensorplatform.defaults.hop.HopHeaders;
import io.sensorplatform.defaults.hop.TimeLeft;
import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.sensor.body.Body;
import io.sensorplatform.sensor.body.BodyReader;
import io.sensorplatform.sensor.idempotency.Fingerprint;
import io.sensorplatform.sensor.idempotency.Idempotency;
import io.sensorplatform.sensor.parse.Batch;
import io.sensorplatform.sensor.parse.BatchFactory;
import io.sensorplatform.sensor.parse.ReadingFormat;
import io.sensorplatform.sensor.publish.Durability;
import io.sensorplatform.sensor.publish.NotDurableException;
import io.sensorplatform.sensor.publish.ReadingPublisher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes readings in. 202 is said only once every accepted reading is durable: on Kafka, or in the
 * spool while Kafka does not acknowledge in time. A reading that cannot be accepted costs only
 * itself; a request that cannot be read costs itself and nothing is kept.
 *
 * <p>If all readings are rejected the answer is 422 {@code readings-rejected} with the same list,
 * also if it is one reading only, and whatever is wrong with it: who sends readings needs one rule,
 * and finds the reason in {@code errors} either way.
 *
 * <p>With an {@code Idempotency-Key}, the same request again gets the first one's answer 202, with
 * {@code Idempotency-Replayed: true}, and stores nothing. Without one a reading's identity makes a
 * retry harmless, unless it leaves {@code observedAt} out.
 */
@RestController
class IngestController {

  private static final Logger log = LoggerFactory.getLogger(IngestController.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** Of whoever does not say how much he has; the publisher has its own deadline. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final BodyReader bodies;
  private final BatchFactory batches;
  private final ReadingPublisher publisher;
  private final Idempotency idempotency;
  private final IngestMetrics metrics;
  private final JsonMapper json;

  IngestController(
      BodyReader bodies,
      BatchFactory batches,
      ReadingPublisher publisher,
      Idempotency idempotency,
      IngestMetrics metrics,
      JsonMapper json) {
    this.bodies = bodies;
    this.batches = batches;
    this.publisher = publisher;
    this.idempotency = idempotency;
    this.metrics = metrics;
    this.json = json;
  }

  @PostMapping(
      path = "/v1/readings",
      consumes = {"application/json", "application/x-ndjson"},
      produces = "application/json")
  ResponseEntity<byte[]> ingest(
      VerifiedToken token, HttpServletRequest request, HttpServletResponse response) {
    token.require(Scopes.READINGS_WRITE);
    String key = Idempotency.key(Collections.list(request.getHeaders("Idempotency-Key")));
    try (Body body = bodies.read(request)) {
      var format = ReadingFormat.of(request.getContentType());
      var answer = ResponseEntity.accepted().contentType(MediaType.APPLICATION_JSON);
      if (key == null) {
        return answer.body(accept(token, format, body, request, response));
      }
      var fingerprint = Fingerprint.of(format.name(), body.bytes(), body.length());
      var once =
          idempotency.once(
              token.tenant(),
              key,
              fingerprint,
              () -> accept(token, format, body, request, response));
      if (once.replayed()) {
        answer.header("Idempotency-Replayed", "true");
      }
      return answer.body(once.body());
    } catch (ProblemException e) {
      // Those readings are counted, each for its own reason.
      if (e.code() != ProblemCode.READINGS_REJECTED) {
        metrics.refused(e.code());
      }
      throw e;
    }
  }

  private byte[] accept(
      VerifiedToken token,
      ReadingFormat format,
      Body body,
      HttpServletRequest request,
      HttpServletResponse response) {
    Batch batch = batches.create(token);
    format.read(body.bytes(), body.length(), batch);
    body.alsoHold(batch.memory());
    if (batch.readings().isEmpty()) {
      metrics.rejected(batch.errors());
      throw allRejected(batch.errors());
    }
    Durability durability =
        publish(batch, TimeLeft.of(request.getHeader(HopHeaders.REQUEST_TIMEOUT), PATIENCE));
    // For the tenant's quota; a replayed answer does not count again.
    response.setHeader(HopHeaders.ACCEPTED, Integer.toString(batch.readings().size()));
    metrics.rejected(batch.errors());
    metrics.accepted(batch.readings().size(), durability);
    log.debug(
        "Accepted {} readings and rejected {} of tenant {}, client {}",
        batch.readings().size(),
        batch.errors().size(),
        token.tenant(),
        token.subject());
    return json.writeValueAsBytes(
        IngestAnswer.of(batch.readings().size(), durability, batch.errors()));
  }

  private Durability publish(Batch batch, Duration atMost) {
    try {
      return publisher.publish(batch.readings(), atMost);
    } catch (NotDurableException e) {
      throw new ProblemException(
              e.isOverload() ? ProblemCode.OVERLOADED : ProblemCode.NOT_DURABLE,
              "None of the readings is acknowledged; some may be stored nevertheless.")
          .withRetryAfter(RETRY_AFTER);
    }
  }

  private static ProblemException allRejected(List<ItemError> errors) {
    ItemError first = errors.getFirst();
    return new ProblemException(
            ProblemCode.READINGS_REJECTED,
            errors.size() == 1
                ? first.detail()
                : "None of the %d readings can be accepted; the first: %s"
                    .formatted(errors.size(), first.detail()))
        .withErrors(errors);
  }
}
