package io.sensorplatform.stream.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which letters a request is about: these, or all of a filter. One of the two is null.
 *
 * @param ids each once, in order
 */
public record Selection(@Nullable List<Long> ids, @Nullable LetterFilter filter) {

  public static Selection of(JsonNode body) {
    var ids = JsonRequest.ids(body);
    var query = body.path("query");
    boolean hasQuery = !query.isMissingNode() && !query.isNull();
    if (ids != null && hasQuery) {
      throw JsonRequest.invalid("Both 'ids' and 'query' are told; only one of them can be.");
    }
    if (ids != null) {
      return new Selection(ids, null);
    }
    if (!hasQuery) {
      throw JsonRequest.invalid("Neither 'ids' nor 'query' is told.");
    }
    var filter = LetterFilter.ofJson(query);
    if (filter.state() != null && filter.state() != LetterFilter.State.open) {
      throw JsonRequest.invalid(
          "'query.state' is %s; only open ones can be changed.".formatted(filter.state()));
    }
    return new Selection(null, filter.open());
  }

  public Conditions conditions(Reach reach) {
    if (filter != null) {
      return filter.conditions(reach);
    }
    var conditions = new Conditions();
    if (ids != null) {
      conditions.add("id = ANY (?)", (Object) ids.toArray(Long[]::new));
    }
    reach.addTo(conditions);
    return conditions;
  }
}
