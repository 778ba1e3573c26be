package io.sensorplatform.stream.replay;

import io.sensorplatform.stream.deadletter.DeadLetterSettings;
import io.sensorplatform.stream.deadletter.JsonRequest;
import io.sensorplatform.stream.deadletter.Selection;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is asked for. */
record ReplayRequest(Selection selection, boolean dryRun, boolean overwrite, int ratePerSecond) {

  static final Set<String> MEMBERS = Set.of("ids", "query", "dryRun", "overwrite", "ratePerSecond");

  static ReplayRequest of(JsonNode body, boolean dryRun, DeadLetterSettings settings) {
    return new ReplayRequest(
        Selection.of(body),
        dryRun || JsonRequest.flag(body, "dryRun"),
        JsonRequest.flag(body, "overwrite"),
        rate(body, settings));
  }

  private static int rate(JsonNode body, DeadLetterSettings settings) {
    var told = body.path("ratePerSecond");
    if (told.isMissingNode() || told.isNull()) {
      return settings.replayRate();
    }
    if (!told.isIntegralNumber()
        || !told.canConvertToInt()
        || told.asInt() < 1
        || told.asInt() > settings.maxReplayRate()) {
      throw JsonRequest.invalid(
          "'ratePerSecond' is not a whole number from 1 to %d."
              .formatted(settings.maxReplayRate()));
    }
    return told.asInt();
  }
}
