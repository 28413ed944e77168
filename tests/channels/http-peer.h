/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A web service for tests, on loopback, well behaved or not, in the test's own main context. */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

typedef enum
{
  HTTP_PEER_ANSWER,
  HTTP_PEER_CUT,  /* takes the whole request, then closes without a word */
  HTTP_PEER_HALF, /* answers the head and half of the body, then closes */
  HTTP_PEER_HANG, /* takes the whole request and says nothing */
} HttpPeerMode;

typedef struct
{
  HttpPeerMode mode;
  guint status;
  char *body;         /* (owned) */
  const char *header; /* "Name: value" (nullable) */
} HttpPeerAnswer;

typedef struct
{
  char *method;
  char *path;
  char *query; /* (nullable) */
  SoupMessageHeaders *headers;
  GBytes *body;
  JsonNode *json; /* (nullable) */
} HttpPeerRequest;

typedef struct _HttpPeer HttpPeer;

/* Fills @answer; what it leaves at 0 is 200 with {}. */
typedef void (*HttpPeerFunc) (HttpPeer *peer,
                              const HttpPeerRequest *request,
                              HttpPeerAnswer *answer,
                              gpointer user_data);

HttpPeer *http_peer_new (HttpPeerFunc func, gpointer user_data);
void http_peer_free (HttpPeer *self);
const char *http_peer_get_url (HttpPeer *self);
guint http_peer_get_n (HttpPeer *self);
const HttpPeerRequest *http_peer_get (HttpPeer *self, guint index);
const char *http_peer_header (const HttpPeerRequest *request, const char *name);
