# One image for the four services; the command names which: docker run atlas-actions action-worker
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven
WORKDIR /build
ENV PACKAGE="mvn -q -B -Dstyle.color=never -Dfast -DskipTests -Pjars -pl connection-service,token-service,action-worker,console -am package"

# Packaging the poms alone fetches the libraries into a layer that a changed source leaves as it is.
COPY .mvn .mvn
COPY pom.xml ./
COPY shared-model/pom.xml shared-model/
COPY embedded-servers/pom.xml embedded-servers/
COPY service-kit/pom.xml service-kit/
COPY connection-service/pom.xml connection-service/
COPY token-service/pom.xml token-service/
COPY action-worker/pom.xml action-worker/
COPY console/pom.xml console/
COPY quickstart/pom.xml quickstart/
COPY end-to-end/pom.xml end-to-end/
RUN $PACKAGE && rm -r */target

COPY . .
RUN $PACKAGE && mkdir jars && for service in connection-service token-service action-worker console; do \
    mv $service/target/*-exec.jar jars/$service.jar; done

FROM eclipse-temurin:25-jre
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin atlas
COPY --from=build /build/jars /atlas
USER atlas
ENTRYPOINT ["/bin/sh", "-c", "[ -f /atlas/$0.jar ] || { echo Name a service: $(cd /atlas && ls | cut -d. -f1); exit 1; }; exec java -XX:InitialRAMPercentage=70 -XX:MaxRAMPercentage=70 -XX:NewRatio=1 -XX:+UseCompactObjectHeaders -XX:+UseParallelGC -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED -jar /atlas/$0.jar \"$@\""]
