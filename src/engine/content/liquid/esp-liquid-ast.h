/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-value.h"
#include "engine/content/liquid/esp-liquid.h"

#include <string.h>

G_BEGIN_DECLS

typedef struct _EspLiquidRender EspLiquidRender;
typedef struct _EspLiquidExpression EspLiquidExpression;
typedef struct _EspLiquidNode EspLiquidNode;
typedef struct _EspLiquidVisitor EspLiquidVisitor;

/* Text of the template source, not terminated. */
typedef struct
{
  const char *data;
  gsize len;
} EspLiquidSpan;

typedef enum
{
  ESP_LIQUID_LITERAL,
  ESP_LIQUID_PATH,
  ESP_LIQUID_SPAN, /* first..last */
} EspLiquidExpressionKind;

typedef struct
{
  EspLiquidSpan name;               /* after a dot */
  const EspLiquidExpression *index; /* (nullable): between brackets */
} EspLiquidSegment;

struct _EspLiquidExpression
{
  EspLiquidExpressionKind kind;
  guint32 offset;
  EspLiquidValue literal;
  EspLiquidSegment root;
  const EspLiquidSegment *segments;
  guint n_segments;
  const EspLiquidExpression *first;
  const EspLiquidExpression *last;
};

typedef struct
{
  EspLiquidSpan name;
  const EspLiquidExpression *value;
} EspLiquidKeyword;

typedef struct
{
  EspLiquidSpan name;
  guint32 offset;
  const EspLiquidFilterSpec *spec; /* (nullable): an unknown filter passes its input on */
  const EspLiquidExpression **args;
  guint n_args;
  const EspLiquidKeyword *keywords;
  guint n_keywords;
} EspLiquidFilterUse;

/* value | filter: … | filter */
typedef struct
{
  const EspLiquidExpression *base; /* (nullable) */
  const EspLiquidFilterUse *filters;
  guint n_filters;
} EspLiquidPipe;

typedef enum
{
  ESP_LIQUID_TRUTH,
  ESP_LIQUID_EQUALS,
  ESP_LIQUID_DIFFERS,
  ESP_LIQUID_LESS,
  ESP_LIQUID_MORE,
  ESP_LIQUID_AT_MOST,
  ESP_LIQUID_AT_LEAST,
  ESP_LIQUID_CONTAINS,
} EspLiquidComparison;

typedef enum
{
  ESP_LIQUID_LAST,
  ESP_LIQUID_AND,
  ESP_LIQUID_OR,
} EspLiquidRelation;

/* One comparison of a chain; "and" and "or" are of one rank and group from the right. */
typedef struct
{
  const EspLiquidExpression *left;
  EspLiquidComparison comparison;
  const EspLiquidExpression *right; /* (nullable) */
  EspLiquidRelation relation;       /* to the next one */
} EspLiquidTest;

typedef struct
{
  const EspLiquidTest *tests;
} EspLiquidCondition;

typedef struct
{
  EspLiquidNode *first;
  EspLiquidNode *last;
  guint n_nodes;
  gboolean is_blank; /* nothing in it can print anything but white space */
} EspLiquidBody;

typedef struct
{
  const char *name;
  gboolean (*render) (EspLiquidRender *render, const EspLiquidNode *node);
  void (*visit) (EspLiquidVisitor *visitor, const EspLiquidNode *node); /* (nullable) */
} EspLiquidNodeClass;

struct _EspLiquidNode
{
  const EspLiquidNodeClass *klass;
  EspLiquidNode *next;
  guint32 offset;
  gboolean is_blank;
};

typedef struct
{
  EspLiquidNode node;
  EspLiquidSpan text;
} EspLiquidTextNode;

/* Walks a template and is told what it reads and what it names itself. */
struct _EspLiquidVisitor
{
  void (*read) (EspLiquidVisitor *visitor,
                const EspLiquidExpression *expression,
                gboolean has_default,
                gboolean in_condition);
  void (*bind) (EspLiquidVisitor *visitor, EspLiquidSpan name);
};

extern const EspLiquidNodeClass esp_liquid_text_class;

void esp_liquid_visit_body (EspLiquidVisitor *visitor, const EspLiquidBody *body);
void esp_liquid_visit_expression (EspLiquidVisitor *visitor,
                                  const EspLiquidExpression *expression,
                                  gboolean in_condition);
void esp_liquid_visit_pipe (EspLiquidVisitor *visitor, const EspLiquidPipe *pipe);
void esp_liquid_visit_condition (EspLiquidVisitor *visitor, const EspLiquidCondition *condition);

static inline gboolean
esp_liquid_span_is (EspLiquidSpan span, const char *word)
{
  return strlen (word) == span.len && memcmp (span.data, word, span.len) == 0;
}

G_END_DECLS
