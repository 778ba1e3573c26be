package io.sensorplatform.stream.objects;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many readings of an object are of which tenant and were received in which hour. Stands in the
 * footer as {@code {"<tenant>":{"<hours since 1970>":<readings>}}}, so that it can be known again
 * without reading a row.
 */
public record HourlyCounts(List<Entry> entries) {

  /** Where the footer has them. */
  public static final String KEY = "tenant-hours";

  /**
   * @param hour hours since 1970
   */
  public record Entry(String tenant, long hour, long readings) {}

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<TreeMap<String, TreeMap<Long, Long>>> TYPE =
      new TypeReference<>() {};

  public HourlyCounts {
    entries =
        entries.stream()
            .sorted(Comparator.comparing(Entry::tenant).thenComparing(Entry::hour))
            .toList();
  }

  public long readings() {
    return entries.stream().mapToLong(Entry::readings).sum();
  }

  public String json() {
    var tenants = new TreeMap<String, TreeMap<Long, Long>>();
    for (var entry : entries) {
      tenants
          .computeIfAbsent(entry.tenant(), ignored -> new TreeMap<>())
          .put(entry.hour(), entry.readings());
    }
    return JSON.writeValueAsString(tenants);
  }

  /**
   * @throws IllegalArgumentException if this is not what {@link #json} makes
   */
  public static HourlyCounts parse(String json) {
    try {
      var entries = new ArrayList<Entry>();
      JSON.readValue(json, TYPE)
          .forEach((tenant, hours) ->
              hours.forEach((hour, readings) -> entries.add(new Entry(tenant, hour, readings))));
      return new HourlyCounts(entries);
    } catch (JacksonException | NullPointerException e) {
      throw new IllegalArgumentException("not counts by tenant and hour", e);
    }
  }
}
