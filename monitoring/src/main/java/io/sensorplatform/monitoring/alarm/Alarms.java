package io.sensorplatform.monitoring.alarm;

import io.sensorplatform.monitoring.query.DataFile;
import io.sensorplatform.monitoring.slo.Objective;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code alarms.yml}: every alarm but those on how fast budgets are spent. */
public record Alarms(List<Alarm> alarms) {

  public static Alarms load() {
    return DataFile.read("/alarms.yml", Alarms.class);
  }

  /** With those of the objectives: each has a runbook of that name. */
  public SortedSet<String> names(Slos slos) {
    var names = new TreeSet<String>();
    alarms.forEach(alarm -> names.add(alarm.name()));
    slos.objectives().stream().map(Objective::alarm).forEach(names::add);
    return names;
  }
}
