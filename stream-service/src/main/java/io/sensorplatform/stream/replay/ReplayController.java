package io.sensorplatform.stream.replay;

import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.stream.deadletter.Cursor;
import io.sensorplatform.stream.deadletter.DeadLetterSettings;
import io.sensorplatform.stream.deadletter.JsonRequest;
import io.sensorplatform.stream.deadletter.Parameters;
import io.sensorplatform.stream.deadletter.Reach;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Replays of dead letters, by scope {@code operations}: docs/api/operations.md. */
@RestController
@RequestMapping(ReplayController.PATH)
class ReplayController {

  static final String PATH = "/v1/dead-letters/replays";

  private final Replays replays;
  private final ReplayRunner runner;
  private final DeadLetterSettings settings;

  ReplayController(Replays replays, ReplayRunner runner, DeadLetterSettings settings) {
    this.replays = replays;
    this.runner = runner;
    this.settings = settings;
  }

  @PostMapping
  ResponseEntity<Replay> create(VerifiedToken token, HttpServletRequest request) {
    var reach = Reach.of(token);
    boolean dryRun = Parameters.flag("dryRun", request.getParameter("dryRun"));
    var body = JsonRequest.read(request, ReplayRequest.MEMBERS);
    var replay = replays.create(token, reach, ReplayRequest.of(body, dryRun, settings));
    runner.wake();
    return ResponseEntity.accepted().location(URI.create(PATH + "/" + replay.id())).body(replay);
  }

  @GetMapping
  Replay.Page list(VerifiedToken token, HttpServletRequest request) {
    var reach = Reach.of(token);
    int limit = Parameters.limit(request.getParameter("limit"));
    var cursor = request.getParameter("cursor");
    long before = cursor == null ? Long.MAX_VALUE : Cursor.parse(cursor, PATH);
    var found = replays.page(reach, before, limit + 1);
    var told = found.subList(0, Math.min(found.size(), limit));
    return new Replay.Page(
        told, found.size() > limit ? Cursor.text(told.getLast().id(), PATH) : null);
  }

  @GetMapping("/{id}")
  Replay progress(VerifiedToken token, @PathVariable String id) {
    return replays.find(Reach.of(token), Parameters.id(id));
  }

  @DeleteMapping("/{id}")
  Replay delete(VerifiedToken token, @PathVariable String id) {
    return cancel(token, id);
  }

  @PostMapping("/{id}/cancel")
  Replay cancel(VerifiedToken token, @PathVariable String id) {
    return replays.cancel(Reach.of(token), Parameters.id(id));
  }
}
