package io.atlas.connections.apidocs;

import io.atlas.connections.request.DescribedBody;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What is read from the handlers' signatures, and the request bodies, which handlers read field by
 * field, as a dry reading tells.
 */
@Configuration(proxyBeanMethods = false)
class ApiDocs {

  private static final String BEARER = "bearer";

  /** Parameters of handlers that are no parameters of requests. */
  private static final Set<String> INTERNAL = Set.of("account", "body");

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Atlas Actions: connections and actions")
                .version("v1")
                .description("Errors are problem details (RFC 9457); lists come in parts."))
        .components(
            new Components()
                .addSecuritySchemes(
                    BEARER,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")))
        .addSecurityItem(new SecurityRequirement().addList(BEARER));
  }

  @Bean
  GlobalOpenApiCustomizer requestBodies(List<DescribedBody.Source> sources) {
    Map<String, Schema<?>> bodies =
        sources.stream()
            .flatMap(source -> source.bodies().stream())
            .collect(
                Collectors.toUnmodifiableMap(
                    DescribedBody::route, body -> RequestSchema.of(body.schema())));
    return api -> {
      api.getPaths()
          .forEach((path, item) ->
              item.readOperationsMap()
                  .forEach(
                      (method, operation) -> complete(operation, bodies.get(method + " " + path))));
      api.getComponents().getSchemas().keySet().removeAll(Set.of("Account", "Fields"));
    };
  }

  private static void complete(Operation operation, @Nullable Schema<?> body) {
    if (operation.getParameters() != null) {
      operation.setParameters(
          operation.getParameters().stream()
              .filter(parameter -> !INTERNAL.contains(parameter.getName()))
              .toList());
    }
    operation.setRequestBody(
        body == null
            ? null
            : new RequestBody()
                .content(
                    new Content().addMediaType("application/json", new MediaType().schema(body))));
  }
}
