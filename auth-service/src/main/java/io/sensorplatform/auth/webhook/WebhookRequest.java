package io.sensorplatform.auth.webhook;

import io.sensorplatform.auth.delivery.DeliverySettings;
import io.sensorplatform.auth.delivery.EventType;
import io.sensorplatform.auth.delivery.Target;
import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook to be created, or what is to change of one (then null: nothing of this member), as it
 * was sent.
 */
record WebhookRequest(
    @Nullable String url,
    @Nullable List<@Nullable String> events,
    @Nullable String tenant,
    @Nullable Boolean disabled) {

  /**
   * @throws ProblemException {@link ProblemCode#REQUEST_INVALID} with everything that is wrong
   */
  void check(boolean isNew, DeliverySettings settings) {
    List<String> wrong = new ArrayList<>();
    if (isNew || url != null) {
      String wrongUrl = Target.wrong(url, settings);
      if (wrongUrl != null) {
        wrong.add(wrongUrl);
      }
    }
    if (events != null && !events.stream().allMatch(event -> EventType.of(event).isPresent())) {
      wrong.add("/events must be some of " + told() + "; empty: all.");
    }
    if (!isNew && tenant != null) {
      wrong.add("/tenant cannot be changed.");
    }
    if (!wrong.isEmpty()) {
      throw new ProblemException(
              ProblemCode.REQUEST_INVALID,
              wrong.size() == 1 ? wrong.getFirst() : wrong.size() + " members are wrong.")
          .withErrors(
              wrong.stream()
                  .map(detail -> ItemError.permanent(0, ProblemCode.REQUEST_INVALID, detail))
                  .toList());
    }
  }

  /** Without doubles. */
  List<String> eventsOr(List<String> otherwise) {
    if (events == null) {
      return otherwise;
    }
    return events.stream()
        .map(event -> EventType.of(event).orElseThrow().told())
        .distinct()
        .toList();
  }

  private static String told() {
    return String.join(
        ", ", java.util.Arrays.stream(EventType.values()).map(EventType::told).toList());
  }
}
