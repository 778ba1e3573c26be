package io.sensorplatform.gateway.edge;

import io.sensorplatform.gateway.access.AccessSettings;
import io.sensorplatform.gateway.access.Gate;
import io.sensorplatform.gateway.admission.AdmissionSettings;
import io.sensorplatform.gateway.cors.Cors;
import io.sensorplatform.gateway.downstream.Downstreams;
import io.sensorplatform.gateway.limit.Limits;
import io.sensorplatform.gateway.limit.Quotas;
import io.sensorplatform.gateway.origin.Origins;
import io.sensorplatform.gateway.page.Pages;
import io.sensorplatform.gateway.pipeline.PipelineView;
import io.sensorplatform.gateway.refusal.RefusedAttempts;
import io.sensorplatform.gateway.route.Route;
import io.sensorplatform.gateway.route.RouteTable;
import io.sensorplatform.gateway.telemetry.AccessLog;
import io.sensorplatform.gateway.telemetry.FailureLog;
import io.sensorplatform.gateway.telemetry.GatewayMeters;
import io.sensorplatform.gateway.telemetry.RequestSpans;
import io.sensorplatform.gateway.tls.Certificates;
import java.time.Clock;
import java.util.concurrent.Executors;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {

  @Bean
  PublicPort publicPort(
      Gate gate,
      RouteTable routes,
      Limits limits,
      Quotas quotas,
      Pages pages,
      PipelineView pipeline,
      Downstreams downstreams,
      RequestSpans spans,
      GatewayMeters meters,
      FailureLog failures,
      RefusedAttempts refusals,
      AccessLog lines,
      EdgeSettings settings,
      GuardSettings guard,
      Cors cors,
      Origins origins,
      Certificates certificates,
      AccessSettings access,
      AdmissionSettings admission,
      Clock clock) {
    routes.routes().forEach(route -> check(route, limits, downstreams));
    limits.names().forEach(meters::limit);
    downstreams.all().forEach(downstream -> meters.downstream(downstream.name()));
    return new PublicPort(
        new Services(
            gate,
            quotas,
            pages,
            pipeline,
            downstreams,
            spans,
            meters,
            failures,
            refusals,
            lines,
            settings,
            guard,
            cors,
            access,
            admission,
            Executors.newVirtualThreadPerTaskExecutor(),
            clock),
        origins,
        certificates);
  }

  /** Part of readiness. An open breaker is not: other routes work, and it says so itself. */
  @Bean
  HealthIndicator publicPortHealthIndicator(PublicPort port) {
    return () ->
        port.isRunning()
            ? Health.up().withDetail("port", port.port()).build()
            : Health.outOfService().build();
  }

  /** A route to nowhere shall fail the start, not the first request. */
  private static void check(Route route, Limits limits, Downstreams downstreams) {
    if (!route.own()) {
      downstreams.get(route.downstream());
    }
    for (String method : new String[] {"GET", "POST"}) {
      if (!limits.names().contains(route.limitOf(method))) {
        throw new IllegalArgumentException(
            "route %s has no limit %s".formatted(route.name(), route.limitOf(method)));
      }
    }
  }
}
