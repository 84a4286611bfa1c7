declare module 'onnxruntime-web/jspi' {
  export * from 'onnxruntime-web';
}
declare module '*?url' {
  const url: string;
  export default url;
}
