package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.token.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Dead letters, by scope {@code operations}: docs/api/operations.md. */
@RestController
@RequestMapping("/v1/dead-letters")
class DeadLetterController {

  private final Letters letters;
  private final LetterChanges changes;
  private final Verdicts verdicts;

  DeadLetterController(Letters letters, LetterChanges changes, Verdicts verdicts) {
    this.letters = letters;
    this.changes = changes;
    this.verdicts = verdicts;
  }

  @GetMapping
  LetterItem.Page search(VerifiedToken token, HttpServletRequest request) {
    var reach = Reach.of(token);
    var filter = LetterFilter.ofParameters(request::getParameter);
    int limit = Parameters.limit(request.getParameter("limit"));
    var cursor = request.getParameter("cursor");
    var query = filter.toMap().toString();
    long before = cursor == null ? Long.MAX_VALUE : Cursor.parse(cursor, query);
    var found = letters.page(reach, filter, before, limit + 1);
    var told = found.subList(0, Math.min(found.size(), limit));
    return new LetterItem.Page(
        told.stream().map(LetterItem::of).toList(),
        found.size() > limit ? Cursor.text(told.getLast().id(), query) : null);
  }

  @GetMapping("/{id}")
  ResponseEntity<LetterDetails> inspect(VerifiedToken token, @PathVariable String id) {
    return details(Reach.of(token), Parameters.id(id));
  }

  /** Changes the reading that a replay sends; the bytes that came stay as they are. */
  @PatchMapping("/{id}")
  ResponseEntity<LetterDetails> edit(
      VerifiedToken token, @PathVariable String id, HttpServletRequest request) {
    var reach = Reach.of(token);
    long number = Parameters.id(id);
    var version = Parameters.version(request.getHeader("If-Match"));
    var edit = new ReadingEdit(JsonRequest.read(request, ReadingEdit.MEMBERS));
    changes.edit(token, reach, number, version, edit);
    return details(reach, number);
  }

  /** What a replay of this letter would do. */
  @PostMapping("/{id}/dry-run")
  DryRun dryRun(VerifiedToken token, @PathVariable String id, HttpServletRequest request) {
    var letter = letters.find(Reach.of(token), Parameters.id(id));
    boolean overwrite = Parameters.flag("overwrite", request.getParameter("overwrite"));
    var verdict = verdicts.of(List.of(letter), overwrite, null).getFirst();
    var reading = verdict.reading();
    return DryRun.of(verdict, reading != null && verdicts.isInRange(reading));
  }

  @PostMapping("/{id}/discard")
  ResponseEntity<LetterDetails> discard(
      VerifiedToken token, @PathVariable String id, HttpServletRequest request) {
    var reach = Reach.of(token);
    long number = Parameters.id(id);
    var because = JsonRequest.text(JsonRequest.read(request, Set.of("reason")), "reason");
    changes.discard(token, reach, number, because);
    return details(reach, number);
  }

  /** A selection, or all open ones of a query. */
  @PostMapping("/discard")
  Map<String, Object> discard(VerifiedToken token, HttpServletRequest request) {
    var reach = Reach.of(token);
    var body = JsonRequest.read(request, Set.of("ids", "query", "reason"));
    var because = JsonRequest.text(body, "reason");
    var selection = Selection.of(body);
    if (selection.ids() != null) {
      letters.requireSome(reach, selection.ids());
    }
    var done = changes.discard(token, selection.conditions(reach), because);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("discarded", done.discarded());
    if (selection.ids() != null) {
      answer.put("skipped", Map.of(Verdicts.CLOSED, selection.ids().size() - done.discarded()));
    }
    answer.put("complete", done.complete());
    return answer;
  }

  private ResponseEntity<LetterDetails> details(Reach reach, long id) {
    var letter = letters.find(reach, id);
    return ResponseEntity.ok()
        .eTag(Integer.toString(letter.version()))
        .body(LetterDetails.of(letter, letters.laterThan(id), changes.history(id)));
  }
}
