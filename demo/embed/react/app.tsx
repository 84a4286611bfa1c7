import { useState } from 'react';

const FIRST = 'Every child deserves a safe home. We must protect the forest from those who would burn it.';

/** A field, and beneath it what it holds with its values. */
export function App() {
  const [draft, setDraft] = useState(FIRST);
  const [text, setText] = useState(FIRST);
  const [found, setFound] = useState('');
  return (
    <main>
      <h1>value-tagger with React</h1>
      <label>
        Text <textarea value={draft} onChange={({ target }) => setDraft(target.value)} />
      </label>
      <button type="button" onClick={() => setText(draft)}>
        Mark its values
      </button>
      <output>{found}</output>
      <value-tagger
        text={text}
        taxonomy="schwartz-10"
        onvalue-tagger-tagged={({ detail }) => {
          if (detail.complete) setFound(`${detail.tagged} of ${detail.sentences} sentences tagged`);
        }}
      />
    </main>
  );
}
