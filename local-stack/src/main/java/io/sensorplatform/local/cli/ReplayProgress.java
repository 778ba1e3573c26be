package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.Access;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Follows a replay until it has ended. */
final class ReplayProgress {
  private static final long INTERVAL_MILLIS = 500;

  private final Session session;

  ReplayProgress(Session session) {
    this.session = session;
  }

  JsonNode follow(Access access, JsonNode begun) throws InterruptedException {
    long id = begun.path("id").asLong();
    session.terminal.progress(
        "Replay %d: %d to go, up to %d a second%s; it goes on if you stop this command."
            .formatted(
                id,
                begun.path("total").asLong(),
                begun.path("ratePerSecond").asLong(),
                begun.path("dryRun").asBoolean() ? " (dry run)" : ""));
    var replay = begun;
    var told = "";
    while (replay.path("state").asString().equals("running")) {
      Thread.sleep(INTERVAL_MILLIS);
      replay = access.get(DeadLettersCommand.PATH + "/replays/" + id);
      var now = text(replay);
      if (!now.equals(told)) {
        session.terminal.progress(now);
        told = now;
      }
    }
    session.terminal.out.println(
        "Replay %d is %s: %s".formatted(id, replay.path("state").asString(), text(replay)));
    return replay;
  }

  static String text(JsonNode replay) {
    var text =
        new StringBuilder()
            .append(replay.path("replayed").asLong())
            .append(replay.path("dryRun").asBoolean() ? " would be replayed" : " replayed");
    var skipped =
        replay
            .path("skipped")
            .propertyStream()
            .map(reason -> "%d %s".formatted(reason.getValue().asLong(), reason.getKey()))
            .collect(Collectors.joining(", "));
    if (!skipped.isEmpty()) {
      text.append(", skipped: ").append(skipped);
    }
    if (replay.path("failed").asLong() > 0) {
      text.append(", failed: ").append(replay.path("failed").asLong());
    }
    if (replay.hasNonNull("waitingFor")) {
      text.append(" (waits: ").append(replay.path("waitingFor").asString()).append(')');
    }
    return text.append(" of ").append(replay.path("total").asLong()).toString();
  }
}
